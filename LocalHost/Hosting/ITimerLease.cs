namespace Serverless.LocalHost;

/// <summary>
/// Decides which of several local hosts on one storage account runs the timer functions. The Functions host uses a lease of a blob for that. An app
/// without a registered lease runs its timers in every process.
/// </summary>
public interface ITimerLease
{
    /// <summary>Gets the interval at which <see cref="Hold"/> must be called while a timer function runs.</summary>
    TimeSpan RenewEvery { get; }

    /// <summary>Acquires or renews the lease.</summary>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Whether this process holds the lease.</returns>
    Task<bool> Hold(CancellationToken cancellation);

    /// <summary>Releases the lease, so that another process acquires it without waiting. Does nothing if this process does not hold it.</summary>
    /// <param name="cancellation">Ends the attempt.</param>
    Task Release(CancellationToken cancellation);
}
