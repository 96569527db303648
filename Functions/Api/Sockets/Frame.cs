using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Serverless.Api.Rpc.Protocol;

namespace Serverless.Api.Sockets;

/// <summary>Represents a frame of a client (rpc.md 2.2).</summary>
/// <param name="Method">The method.</param>
/// <param name="Arguments">The parameters.</param>
/// <param name="Id">The id, which the response repeats. It is undefined if the client expects no response.</param>
internal sealed record Frame(string Method, IReadOnlyList<JsonElement> Arguments, JsonElement Id)
{
    /// <summary>Gets whether the client expects no response.</summary>
    public bool IsVoid => Id.ValueKind == JsonValueKind.Undefined;

    /// <summary>Parses a frame. Returns false if it is malformed, or if it is a response to a call of the server, which makes no calls.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, bool isMessagePack, [NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        if (!BodyDecoding.Parse(body, isMessagePack, out var json)
            || json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0")
            || !json.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        frame = new(
            method.GetString()!,
            BodyDecoding.Arguments(json.TryGetProperty("params", out var parameters) ? parameters : default),
            json.TryGetProperty("id", out var id) && BodyDecoding.IsTruthy(id) ? id : default);
        return true;
    }
}
