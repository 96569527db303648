using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Tests.Harness;

/// <summary>
/// Answers a read synchronously with an earlier response of the real service. A call then runs on one thread from start to end, and its allocations
/// can be counted to the byte, whatever other tests do meanwhile. Use it only for counting: it is no table service.
/// </summary>
public sealed class ReplayedReads : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, Recorded> _answers = new(StringComparer.Ordinal);

    /// <summary>Gets or sets whether responses are replayed. Otherwise they are recorded.</summary>
    public bool IsOn { get; set; }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The product never blocks on storage.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var key = message.Request.Method + " " + message.Request.Uri;
        if (IsOn && _answers.TryGetValue(key, out var answer))
        {
            message.Response = new Replayed(answer, message.Request.ClientRequestId);
            return;
        }

        await ProcessNextAsync(message, pipeline);
        if (!IsOn && message.Request.Method == RequestMethod.Get && message.Response.ContentStream is { CanSeek: true } content)
        {
            _answers[key] = new(message.Response.Status, message.Response.Content.ToArray(), [.. message.Response.Headers]);
            content.Position = 0;
        }
    }

    private sealed record Recorded(int Status, byte[] Body, HttpHeader[] Headers);

    private sealed class Replayed(Recorded answer, string requestId) : Response
    {
        public override bool IsError => false;

        public override int Status => answer.Status;

        public override string ReasonPhrase => "Replayed";

        public override Stream? ContentStream { get; set; } = new MemoryStream(answer.Body, 0, answer.Body.Length, writable: false, publiclyVisible: true);

        public override string ClientRequestId { get; set; } = requestId;

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => answer.Headers;

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = Array.Find(answer.Headers, header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
