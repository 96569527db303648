using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Benchmarks.Load;

/// <summary>Counts the rows that the table service returns.</summary>
internal sealed class RowCount : HttpPipelinePolicy
{
    private int _rows;

    /// <summary>Returns the number of rows that a call reads.</summary>
    public async Task<int> Of(Func<Task> call)
    {
        _rows = 0;
        await call();
        return _rows;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The product never blocks on storage.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.Request.Method == RequestMethod.Get && message.Response is { Status: 200 } response && response.Headers.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
        {
            using var json = JsonDocument.Parse(response.Content);
            Interlocked.Add(ref _rows, json.RootElement.TryGetProperty("value", out var rows) && rows.ValueKind == JsonValueKind.Array ? rows.GetArrayLength() : 1);
        }
    }
}
