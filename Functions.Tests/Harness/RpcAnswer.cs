using System.Net.Http.Headers;
using System.Text.Json;

namespace Serverless.Tests.Harness;

/// <summary>Represents a response of the RPC family as a client sees it, with its envelope checked.</summary>
public sealed record RpcAnswer(int HttpStatus, HttpResponseHeaders Headers, string ContentType, string Body)
{
    private readonly JsonElement _envelope = JsonElement.Parse(Body);

    /// <summary>Gets the header Allow; null if it is absent.</summary>
    public string? Allow { get; private init; }

    public bool IsSuccess => _envelope.TryGetProperty("result", out _);

    public int Status => IsSuccess ? _envelope.GetProperty("result").GetProperty("status").GetInt32() : _envelope.GetProperty("error").GetProperty("code").GetInt32();

    public string? Text => IsSuccess ? _envelope.GetProperty("result").GetProperty("status_text").GetString() : _envelope.GetProperty("error").GetProperty("message").GetString();

    public JsonElement Envelope => _envelope;

    /// <summary>Gets the machine-readable reason of a failure; null for a success.</summary>
    public string? Reason => IsSuccess ? null : _envelope.GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("reason").GetString();

    /// <summary>Gets the data of a success; undefined if there are none.</summary>
    public JsonElement Data => _envelope.GetProperty("result").TryGetProperty("data", out var data) ? data : default;

    public int Rows => _envelope.GetProperty("result").GetProperty("meta").GetProperty("rows").GetInt32();

    public static async Task<RpcAnswer> From(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return new RpcAnswer((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString() ?? "", body)
        {
            Allow = response.Content.Headers.Allow.Count > 0 ? string.Join(", ", response.Content.Headers.Allow) : null,
        };
    }

    /// <summary>Returns a text for messages of failed assertions.</summary>
    public override string ToString() => $"HTTP {HttpStatus}: {Body}";
}
