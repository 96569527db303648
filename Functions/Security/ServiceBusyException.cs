using System.Diagnostics.CodeAnalysis;

namespace Serverless.Security;

/// <summary>This instance has too much to do; the pipeline answers 503 with <c>Retry-After</c>.</summary>
/// <param name="retryAfter">How long the caller is asked to wait.</param>
[SuppressMessage("Design", "CA1032", Justification = "Without a time to wait there is no answer to give; one constructor is enough.")]
public sealed class ServiceBusyException(TimeSpan retryAfter) : Exception("The service is busy.")
{
    /// <summary>How long the caller is asked to wait, for the <c>Retry-After</c> header (in whole seconds there, rounded up).</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
