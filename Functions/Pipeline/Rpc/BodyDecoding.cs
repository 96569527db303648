using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Serverless.Pipeline.Http;

namespace Serverless.Pipeline.Rpc;

/// <summary>
/// Reads the call out of an HTTP request (rpc.md 1.1). GET calls without parameters. The body of a POST is an array of
/// parameters; any other value is one parameter; an object with <c>"jsonrpc":"2.0"</c> names method, parameters and id itself. All
/// of it is JSON, or MessagePack that says the same.
/// </summary>
public sealed class BodyDecoding : IStep
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

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
            return null; // GET has no parameters; the lookup of the method decides about other verbs
        }

        if (type is BodyType.Unsupported or BodyType.Form || BodyTypes.IsEncoded(request))
        {
            return Result.Fail(RpcStatus.UnsupportedContentType, Reason.UnsupportedContentType);
        }

        if (type == BodyType.Multipart)
        {
            call.IsMultipart = true;
            return null;
        }

        var (body, refusal) = await RequestBody.Read(request);
        return refusal == StatusCodes.Status413PayloadTooLarge ? Result.Fail(413, Reason.BodyTooLarge)
            : refusal == 0 && Parse(body, call.IsMessagePack, out var json) ? Accept(call, json)
            : Result.Fail(RpcStatus.BodyNotDecoded, Reason.BodyNotDecoded);
    }

    /// <summary>Parses a body in either encoding; an undefined element if it is empty.</summary>
    internal static bool Parse(ReadOnlyMemory<byte> body, bool isMessagePack, out JsonElement json)
    {
        if (!isMessagePack)
        {
            return Parse(body.Span, out json);
        }

        json = default;
        var text = new ArrayBufferWriter<byte>();
        return MessagePackJson.TryToJson(body, text) && Parse(text.WrittenSpan, out json);
    }

    /// <summary>Parses JSON; an undefined element if it is empty.</summary>
    /// <remarks>
    /// The reader checks neither UTF-8 inside strings nor pairs of surrogates in escapes until somebody asks for the text; both are
    /// checked here, so that no step after this one meets a string that cannot be read.
    /// </remarks>
    internal static bool Parse(ReadOnlySpan<byte> body, out JsonElement json)
    {
        json = default;
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..]; // a byte order mark, which RFC 8259 allows readers to skip
        }

        if (body.IsEmpty)
        {
            return true;
        }

        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            json = JsonElement.Parse(body, Json);
            return body.IndexOf("\\u"u8) < 0 || HasReadableTexts(json);
        }
        // Every exception, such as half a surrogate pair in the name of a member: the bytes are the caller's.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static bool HasReadableTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return json.GetString() is not null;
            case JsonValueKind.Array:
                return json.EnumerateArray().All(HasReadableTexts);
            case JsonValueKind.Object:
                return json.EnumerateObject().All(member => member.Name is not null && HasReadableTexts(member.Value));
            default:
                return true;
        }
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

    /// <summary>The parameters that a value stands for: nothing and null are none, an array its items, any other value itself.</summary>
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
