namespace Serverless.LocalHost;

/// <summary>A lease that every process holds, so that each runs the timers.</summary>
internal sealed class NoTimerLease : ITimerLease
{
    public TimeSpan RenewEvery => Timeout.InfiniteTimeSpan;

    public Task<bool> Hold(CancellationToken cancellation) => Task.FromResult(true);

    public Task Release(CancellationToken cancellation) => Task.CompletedTask;
}
