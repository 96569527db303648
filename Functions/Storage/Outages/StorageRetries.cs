using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Outages;

/// <summary>
/// Repeats a request after a temporary failure: a short delay serves callers better than a 503. It retries only within the call's budget,
/// and never a request that a <see cref="StorageGate"/> refused.
/// </summary>
internal sealed class StorageRetries(string endpoint) : RetryPolicy(Most, DelayStrategy.CreateExponentialDelayStrategy(First, Longest))
{
    private const int Most = 3;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await base.ProcessAsync(message, pipeline);
        }
        catch (Exception failure) when (failure is not StorageUnavailableException && StorageFailure.IsTransport(failure) && !message.CancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException(endpoint, StorageFailure.Describe(failure), failure);
        }
        // The client reports a cancellation after a failed attempt as an AggregateException of both. Callers expect the cancellation.
        catch (AggregateException failure) when (StorageFailure.IsTransport(failure) && message.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(StorageFailure.Describe(failure), failure, message.CancellationToken);
        }
    }

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        exception is not StorageUnavailableException && HasTime(message) && await base.ShouldRetryAsync(message, exception);

    /// <summary>
    /// Returns whether the pause before the next attempt, which storage may request to be longer, fits into the budget; for a job, into a minute.
    /// </summary>
    private static bool HasTime(HttpMessage message)
    {
        var asked = message.HasResponse && message.Response.Headers.TryGetValue("Retry-After", out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : First;
        return asked < (StorageBudget.Left ?? TimeSpan.FromMinutes(1));
    }
}
