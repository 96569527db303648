namespace Serverless.LocalHost;

/// <summary>
/// Decides which of several local hosts on one storage account runs the timer functions. The Functions host uses a lease of a blob for that. An app that
/// registers none runs its timers in every process.
/// </summary>
public interface ITimerLease
{
    /// <summary>How often <see cref="Hold"/> must be called while a timer function runs.</summary>
    TimeSpan RenewEvery { get; }

    /// <summary>Takes the lease, or makes it longer.</summary>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Whether this process holds it.</returns>
    Task<bool> Hold(CancellationToken cancellation);

    /// <summary>Gives the lease back, so that another process takes it without a wait. Does nothing when this process does not hold it.</summary>
    /// <param name="cancellation">Ends the attempt.</param>
    Task Release(CancellationToken cancellation);
}
