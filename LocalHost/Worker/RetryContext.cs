namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often the host has retried a run.</summary>
public abstract class RetryContext
{
    /// <summary>Retries so far.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Retries before the host gives up.</summary>
    public abstract int MaxRetryCount { get; }
}
