namespace Serverless.Measuring.Programs;

/// <summary>A clock that starts at a given time, runs at the normal speed, and can be moved forward.</summary>
/// <param name="start">The time when the clock is created.</param>
internal sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    private long _offset = (start - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
