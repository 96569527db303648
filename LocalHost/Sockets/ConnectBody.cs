using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Sockets;

/// <summary>Writes the body of the event <c>connect</c>, and reads the body of its response.</summary>
internal static class ConnectBody
{
    private const string Forwarded = "X-Forwarded-For";

    private static readonly string[] _own = [Forwarded, "Sec-WebSocket-Protocol"];

    /// <summary>Returns the body for the client's request. The token is in <c>subprotocols</c> only.</summary>
    public static ReadOnlyMemory<byte> Of(HttpContext http)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartObject("claims"u8);
            json.WriteEndObject();
            json.WriteStartObject("query"u8);
            foreach (var (name, values) in http.Request.Query)
            {
                Write(json, name, [.. values]);
            }

            json.WriteEndObject();
            json.WriteStartObject("headers"u8);
            foreach (var (name, values) in http.Request.Headers.Where(header => !_own.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            {
                Write(json, name, [.. values]);
            }

            // To the event handler the local host is a proxy, so it appends the peer as proxies do.
            Write(json, Forwarded, string.Join(", ", http.Request.Headers[Forwarded].Append(http.Connection.RemoteIpAddress?.ToString()).Where(text => !string.IsNullOrEmpty(text))));
            json.WriteEndObject();
            Write(json, "subprotocols", [.. http.WebSockets.WebSocketRequestedProtocols]);
            json.WriteStartArray("clientCertificates"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    /// <summary>Returns the content of the event handler's response.</summary>
    /// <exception cref="JsonException">Thrown when the body is not valid JSON.</exception>
    public static ConnectAnswer Read(EventResponse response)
    {
        if (response.Body.IsEmpty)
        {
            return new("", null, []);
        }

        var json = JsonElement.Parse(response.Body.Span);
        return new(
            json.TryGetProperty("userId", out var user) ? user.GetString() ?? "" : "",
            json.TryGetProperty("subprotocol", out var subprotocol) ? subprotocol.GetString() : null,
            json.TryGetProperty("groups", out var groups) ? [.. groups.EnumerateArray().Select(group => group.GetString()!)] : []);
    }

    private static void Write(Utf8JsonWriter json, string name, params ReadOnlySpan<string?> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

/// <summary>Represents what the event handler decides about a connection that it accepts.</summary>
internal sealed record ConnectAnswer(string UserId, string? Subprotocol, IReadOnlyList<string> Groups);
