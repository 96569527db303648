using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Serverless.Api.Rpc.Protocol;

namespace Serverless.Api.Sockets;

/// <summary>A frame of a client (rpc.md 2.2).</summary>
/// <param name="Method">The method.</param>
/// <param name="Arguments">The parameters.</param>
/// <param name="Id">The id, to be echoed; undefined if the client wants no answer.</param>
internal sealed record Frame(string Method, IReadOnlyList<JsonElement> Arguments, JsonElement Id)
{
    /// <summary>Gets whether the client wants no answer.</summary>
    public bool IsVoid => Id.ValueKind == JsonValueKind.Undefined;

    /// <summary>Reads a frame; false if it is malformed, or the answer to a call of the server, which makes none.</summary>
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
