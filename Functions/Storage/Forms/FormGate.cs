using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Forms;

/// <summary>
/// Lets no request reach the storage account before the form of the data is known to be the right one, whoever sends it: calls, timers, queues, the
/// flush of the call log. What inspects or migrates the data opens an <see cref="Exemption"/>.
/// </summary>
public sealed class FormGate(FormState state) : HttpPipelineSynchronousPolicy
{
    private const string Mark = "Serverless.Form";

    private static readonly Dictionary<string, object?> Marks = new() { [Mark] = true };

    /// <summary>Lets the requests of the current method, and of those it calls, pass until disposed.</summary>
    public static IDisposable Exemption() => HttpPipeline.CreateHttpMessagePropertiesScope(Marks);

    /// <inheritdoc />
    /// <exception cref="RequestFailedException">The data must not be touched now. It counts as unavailable storage.</exception>
    public override void OnSendingRequest(HttpMessage message)
    {
        if (!state.IsOpen && !message.TryGetProperty(Mark, out _))
        {
            throw new RequestFailedException(503, state.Refusal ?? "The form of the stored data is not known yet.");
        }
    }
}
