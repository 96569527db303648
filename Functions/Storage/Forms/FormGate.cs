using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Serverless.Storage.Outages;

namespace Serverless.Storage.Forms;

/// <summary>
/// Blocks every request to the storage account until the form of the data is known to be correct, whatever sends it: calls, timers, queues, the
/// flush of the call log. A worker of the Functions host receives calls while it starts: their requests wait a moment. Code that inspects or migrates
/// the data opens an <see cref="Exemption"/>.
/// </summary>
public sealed class FormGate(FormState state) : HttpPipelinePolicy
{
    private const string Mark = "Serverless.Form";
    private const double PartOfCall = 0.7;

    // For requests without a budget. A call waits for most of its budget.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, object?> Marks = new() { [Mark] = true };

    /// <summary>Exempts the requests of the current method, and of those it calls, until disposed.</summary>
    public static IDisposable Exemption() => HttpPipeline.CreateHttpMessagePropertiesScope(Marks);

    /// <inheritdoc />
    /// <exception cref="RequestFailedException">The data must not be touched now. It counts as unavailable storage.</exception>
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isExempt = message.TryGetProperty(Mark, out _);
        if (!isExempt && !state.Started.IsCompleted)
        {
            return Wait(message, pipeline);
        }

        Check(isExempt);
        return ProcessNextAsync(message, pipeline);
    }

    /// <inheritdoc />
    /// <exception cref="RequestFailedException">The data must not be touched now. It counts as unavailable storage.</exception>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message.TryGetProperty(Mark, out _));
        ProcessNext(message, pipeline);
    }

    private async ValueTask Wait(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var longest = StorageBudget.Left * PartOfCall ?? LongestWait;
        await Task.WhenAny(state.Started, Task.Delay(longest, TimeProvider.System, message.CancellationToken));
        Check(isExempt: false);
        await ProcessNextAsync(message, pipeline);
    }

    private void Check(bool isExempt)
    {
        if (!isExempt && !state.IsOpen)
        {
            throw new RequestFailedException(503, state.Refusal ?? "The form of the stored data is not known yet, or the installation is not set up yet.");
        }
    }
}
