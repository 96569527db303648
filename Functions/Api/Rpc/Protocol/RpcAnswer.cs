using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// Writes a result as the JSON-RPC 2.0 envelope of the RPC family (rpc.md 1.3-1.5). The published client needs
/// <c>error.data.meta</c> in every error, and exactly the content type <c>application/json</c>. A call in MessagePack gets a response in MessagePack.
/// </summary>
public sealed class RpcAnswer(RpcCall call, Result result) : IResult
{
    // Relaxed escaping, because the response is never part of an HTML page and people read it.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // A void call learns only whether the method exists.
        var shown = call is { IsVoid: true, Method: not null } && result.Status != RpcStatus.HttpMethodNotAllowed ? Result.Ok() : result;
        var body = Encode(call, shown);
        var response = httpContext.Response;
        response.StatusCode = RpcStatus.Http(shown.Status);
        response.ContentType = call.IsMessagePack ? MessagePackJson.ContentType : "application/json";
        response.ContentLength = body.WrittenCount;
        if (shown.RetryAfter is { } retryAfter)
        {
            response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (shown.Status == RpcStatus.HttpMethodNotAllowed)
        {
            response.Headers.Allow = call.Declaration?.Allow ?? "GET, POST";
        }

        await response.BodyWriter.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }

    /// <summary>Encodes the envelope as the call was encoded. Transports other than HTTP send the same.</summary>
    internal static ArrayBufferWriter<byte> Encode(RpcCall call, Result shown)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body, Options))
        {
            Write(json, shown, call.Id);
        }

        return call.IsMessagePack ? Pack(body.WrittenSpan, shown.Data as DateTimeOffset?) : body;
    }

    /// <summary>Writes JSON as MessagePack.</summary>
    internal static ArrayBufferWriter<byte> Pack(ReadOnlySpan<byte> json, DateTimeOffset? time = null)
    {
        var packed = new ArrayBufferWriter<byte>(256);
        MessagePackJson.Write(JsonElement.Parse(json), packed, time);
        return packed;
    }

    /// <summary>Writes the envelope.</summary>
    internal static void Write(Utf8JsonWriter json, Result result, JsonElement id)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        if (result.IsSuccess)
        {
            WriteSuccess(json, result);
        }
        else
        {
            WriteError(json, result);
        }

        if (id.ValueKind != JsonValueKind.Undefined)
        {
            json.WritePropertyName("id"u8);
            id.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteSuccess(Utf8JsonWriter json, Result result)
    {
        json.WriteStartObject("result"u8);
        json.WriteNumber("status"u8, result.Status);
        json.WriteString("status_text"u8, result.Text ?? RpcStatus.Text(result.Status));
        json.WriteBoolean("exception"u8, false);
        if (result.HasData)
        {
            json.WritePropertyName("data"u8);
            if (result.Data is { } data)
            {
                JsonSerializer.Serialize(json, data, ApiJson.TypeInfo(data.GetType()));
            }
            else
            {
                json.WriteNullValue();
            }
        }

        WriteMeta(json, result);
        json.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter json, Result result)
    {
        if (result.Rows is null && result.Total is null)
        {
            return;
        }

        json.WriteStartObject("meta"u8);
        if (result.Rows is { } rows)
        {
            json.WriteNumber("rows"u8, rows);
        }

        if (result.Total?.ToString(CultureInfo.InvariantCulture) is { } total)
        {
            // A text, because the original counts with 64 bits.
            json.WriteString("total"u8, total);
            json.WriteStartObject("summary"u8);
            json.WriteString("total"u8, total);
            json.WriteEndObject();
        }

        if (result.Search is { } search)
        {
            json.WriteString("searched_from"u8, WireTime.Text(search.From));
            json.WriteString("continuation"u8, search.Continuation);
        }

        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, Result result)
    {
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, result.Status);
        json.WriteString("message"u8, result.Text ?? RpcStatus.Text(result.Status));
        json.WriteStartObject("data"u8);
        json.WriteBoolean("exception"u8, result.IsException);
        WriteReason(json, result);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter json, Result result)
    {
        json.WriteStartObject("meta"u8);
        if (result.FailureReason is { } reason)
        {
            json.WriteString("reason"u8, Reasons.Name(reason));
        }

        if (result.Remedy is { } remedy)
        {
            foreach (var member in JsonSerializer.SerializeToElement(remedy, ApiJson.TypeInfo(remedy.GetType())).EnumerateObject())
            {
                member.WriteTo(json);
            }
        }

        if (result.Details.Count > 0)
        {
            json.WriteStartArray("details"u8);
            foreach (var (path, why, message) in result.Details)
            {
                json.WriteStartObject();
                json.WriteString("path"u8, path);
                json.WriteString("reason"u8, Reasons.Name(why));
                json.WriteString("message"u8, message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
