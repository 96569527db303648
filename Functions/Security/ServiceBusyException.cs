using System.Diagnostics.CodeAnalysis;

namespace Serverless.Security;

/// <summary>Thrown when this instance is overloaded; the response is 503 with <c>Retry-After</c>.</summary>
/// <param name="retryAfter">The time that the caller should wait.</param>
[SuppressMessage("Design", "CA1032", Justification = "Without a time to wait there is no answer to give; one constructor is enough.")]
public sealed class ServiceBusyException(TimeSpan retryAfter) : Exception("The service is busy.")
{
    /// <summary>Gets the time that the caller should wait, for the <c>Retry-After</c> header (in whole seconds there, rounded up).</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
