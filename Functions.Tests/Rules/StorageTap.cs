using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Tests.Rules;

/// <summary>Keeps everything that is sent to storage. A dump does not contain handled queue messages and deleted rows.</summary>
internal sealed partial class StorageTap : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<string> _sent = new();

    public IReadOnlyCollection<string> Sent => _sent;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The product never blocks on storage.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        _sent.Enqueue(message.Request.Uri.ToString());
        if (message.Request.Content is { } content)
        {
            using var copy = new MemoryStream();
            await content.WriteToAsync(copy, message.CancellationToken);
            var text = Encoding.UTF8.GetString(copy.ToArray());
            _sent.Enqueue(text);
            if (MessageText().Match(text) is { Success: true } queued)
            {
                _sent.Enqueue(Encoding.UTF8.GetString(Convert.FromBase64String(queued.Groups[1].Value)));
            }
        }

        await ProcessNextAsync(message, pipeline);
    }

    [GeneratedRegex("<MessageText>([^<]+)</MessageText>")]
    private static partial Regex MessageText();
}
