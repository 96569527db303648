using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Http;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// Reads the call from an HTTP request (rpc.md 1.1). A GET call has no parameters. The body of a POST is an array of
/// parameters; any other value is a single parameter. An object with <c>"jsonrpc":"2.0"</c> contains method, parameters and id.
/// The body is JSON, or MessagePack with an equivalent value.
/// </summary>
public sealed class BodyDecoding : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        if (call.Request is { } request && await Decode(call, request) is { } refused)
        {
            return refused;
        }

        return await next(call, cancellation);
    }

    private static async Task<Result?> Decode(Call call, HttpRequest request)
    {
        var type = BodyTypes.Of(request.ContentType);
        call.IsMessagePack = type == BodyType.MessagePack;
        if (!HttpMethods.IsPost(request.Method))
        {
            return null; // GET has no parameters; the lookup of the method handles other verbs
        }

        if (type is BodyType.Unsupported or BodyType.Form || BodyTypes.IsEncoded(request))
        {
            return Result.Refuse(Reason.UnsupportedContentType);
        }

        if (type == BodyType.Multipart)
        {
            call.IsMultipart = true;
            return null;
        }

        var (body, refusal) = await RequestBody.Read(request);
        return refusal == StatusCodes.Status413PayloadTooLarge ? Result.Refuse(Reason.BodyTooLarge)
            : refusal == 0 && Parse(body, call.IsMessagePack, out var json) ? Accept(call, json)
            : Result.Refuse(Reason.BodyNotDecoded);
    }

    /// <summary>Parses a body in either encoding; an empty body gives an undefined element.</summary>
    internal static bool Parse(ReadOnlyMemory<byte> body, bool isMessagePack, out JsonElement json)
    {
        if (!isMessagePack)
        {
            return JsonText.TryParse(body.Span, out json);
        }

        json = default;
        var text = new ArrayBufferWriter<byte>();
        return MessagePackJson.TryToJson(body, text) && JsonText.TryParse(text.WrittenSpan, out json);
    }

    private static Result? Accept(Call call, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("jsonrpc", out var version) && version.ValueKind == JsonValueKind.String && version.ValueEquals("2.0"))
        {
            call.MethodId = json.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String ? method.GetString()! : "";
            call.Id = json.TryGetProperty("id", out var id) && IsTruthy(id) ? id : default;
            call.IsVoid |= call.Id.ValueKind == JsonValueKind.Undefined;
            json = json.TryGetProperty("params", out var parameters) ? parameters : default;
        }

        call.Arguments = Arguments(json);
        return null;
    }

    /// <summary>Returns the parameters in a value: none for an empty body or null, the items of an array, or the value itself.</summary>
    internal static IReadOnlyList<JsonElement> Arguments(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => [.. json.EnumerateArray()],
        _ => [json],
    };

    internal static bool IsTruthy(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.String => !id.ValueEquals(""),
        JsonValueKind.Number => id.TryGetDouble(out var number) && number != 0,
        JsonValueKind.Null or JsonValueKind.False => false,
        _ => true,
    };
}
