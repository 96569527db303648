using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Measuring.Simulation;

/// <summary>Counts storage requests by table.</summary>
/// <param name="prefix">The prefix of the tables' names.</param>
internal sealed partial class TableRequests(string prefix) : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Returns the number of requests to a table so far.</summary>
    public long Of(string table) => _counts.GetValueOrDefault(table);

    /// <inheritdoc />
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The product never blocks on storage.");

    /// <inheritdoc />
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var path = message.Request.Uri.Path ?? "";
        if (path.EndsWith("$batch", StringComparison.Ordinal) && message.Request.Content is { } content)
        {
            using var copy = new MemoryStream();
            await content.WriteToAsync(copy, message.CancellationToken);
            path = FirstPath().Match(Encoding.UTF8.GetString(copy.ToArray())).Groups[1].Value; // all operations of a transaction belong to one table
        }

        if (TableName().Match(path) is { Success: true } name && name.Groups[1].Value.StartsWith(prefix, StringComparison.Ordinal))
        {
            _counts.AddOrUpdate(name.Groups[1].Value[prefix.Length..], 1, static (_, count) => count + 1);
        }

        await ProcessNextAsync(message, pipeline);
    }

    [GeneratedRegex(@"^(?:GET|POST|PUT|PATCH|MERGE|DELETE) (\S+)", RegexOptions.Multiline)]
    private static partial Regex FirstPath();

    [GeneratedRegex(@"/([A-Za-z0-9]+)(?:\(|\?|$)")]
    private static partial Regex TableName();
}
