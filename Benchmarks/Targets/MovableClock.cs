namespace Serverless.Benchmarks.Targets;

/// <summary>The real clock from another moment on, moved forward at will.</summary>
/// <param name="start">What it shows when it is made.</param>
internal sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    private long _offset = (start - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
