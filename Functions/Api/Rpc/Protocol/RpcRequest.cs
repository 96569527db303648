using System.Text.Json;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Represents a JSON-RPC 2.0 request object, in the body of an HTTP request or in a frame (rpc.md 1.1 and 2.2).</summary>
/// <param name="Method">The method, or null if it is missing or no text.</param>
/// <param name="Arguments">The parameters.</param>
/// <param name="Id">The id, which the response repeats. It is undefined if the client expects no response.</param>
internal readonly record struct RpcRequest(string? Method, IReadOnlyList<JsonElement> Arguments, JsonElement Id)
{
    /// <summary>Gets whether the client expects no response.</summary>
    public bool IsVoid => Id.ValueKind == JsonValueKind.Undefined;

    /// <summary>Reads a request object. Returns false for any other value.</summary>
    public static bool TryRead(JsonElement json, out RpcRequest request)
    {
        request = default;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0"))
        {
            return false;
        }

        request = new(
            json.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String ? method.GetString() : null,
            ArgumentsOf(json.TryGetProperty("params", out var parameters) ? parameters : default),
            json.TryGetProperty("id", out var id) && IsTruthy(id) ? id : default);
        return true;
    }

    /// <summary>Returns the parameters in a value: none for an empty body or null, the items of an array, or the value itself.</summary>
    public static IReadOnlyList<JsonElement> ArgumentsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => [.. json.EnumerateArray()],
        _ => [json],
    };

    private static bool IsTruthy(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.String => !id.ValueEquals(""),
        JsonValueKind.Number => id.TryGetDouble(out var number) && number != 0,
        JsonValueKind.Null or JsonValueKind.False => false,
        _ => true,
    };
}
