namespace Serverless.Tests.Harness;

/// <summary>
/// The real clock, which tests can advance: timeouts still elapse, and days pass at once. A stopped clock moves only when it is advanced, for tests
/// of what happens within seconds.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private long _offset;
    private long _stoppedAt;

    public override DateTimeOffset GetUtcNow() =>
        (Interlocked.Read(ref _stoppedAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : System.GetUtcNow()).AddTicks(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => System.GetTimestamp() + (Interlocked.Read(ref _offset) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Stops the clock permanently.</summary>
    public void Stop() => Interlocked.CompareExchange(ref _stoppedAt, System.GetUtcNow().Ticks, 0);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
