using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Serverless.Pipeline.Rpc;

/// <summary>
/// Reads the call out of an HTTP request (rpc.md 1.1). GET calls without parameters. The body of a POST is an array of
/// parameters; any other value is one parameter; an object with <c>"jsonrpc":"2.0"</c> names method, parameters and id itself. All
/// of it is JSON, or MessagePack that says the same.
/// </summary>
public sealed class BodyDecoding : IStep
{
    /// <summary>The largest body of an ordinary call, in bytes.</summary>
    public const int MaximumBody = 64 * 1024;

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
        call.IsMessagePack = MessagePackJson.Is(request.ContentType);
        // HEAD is GET without the body, which the server leaves out; probes ask that way.
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return null;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            return Result.Fail(RpcStatus.HttpMethodNotAllowed);
        }

        if (!call.IsMessagePack && request.ContentType is { Length: > 0 } type && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            call.IsMultipart = type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);
            return call.IsMultipart ? null : Result.Fail(RpcStatus.UnsupportedContentType);
        }

        if (request.ContentLength > MaximumBody)
        {
            return Result.Fail(413);
        }

        try
        {
            return await ReadBody(request.BodyReader, call, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException broken)
        {
            return broken.StatusCode == 413 ? Result.Fail(413) : Result.Fail(RpcStatus.BodyNotDecoded);
        }
        catch (Exception gone) when (gone is ConnectionAbortedException or ConnectionResetException or OperationCanceledException)
        {
            return Result.Fail(RpcStatus.BodyNotDecoded); // nobody will read this
        }
    }

    private static async Task<Result?> ReadBody(PipeReader reader, Call call, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.Buffer.Length > MaximumBody)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return Result.Fail(413);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray();
                var decoded = Parse(body, call.IsMessagePack, out var json);
                reader.AdvanceTo(read.Buffer.End);
                return decoded ? Accept(call, json) : Result.Fail(RpcStatus.BodyNotDecoded);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
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
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException) // half a surrogate pair in the name of a member
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

    private static bool IsTruthy(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.String => !id.ValueEquals(""),
        JsonValueKind.Number => id.TryGetDouble(out var number) && number != 0,
        JsonValueKind.Null or JsonValueKind.False => false,
        _ => true,
    };
}
