using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Writes a result as a JSON body with its HTTP status. A 204 response has no body.</summary>
public sealed class RestAnswer(Family family, Result result) : IResult
{
    // Relaxed escaping, because the response is never part of an HTML page and people read it.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = result.Status;
        if (result.RetryAfter is { } retryAfter)
        {
            response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (result.Data is not { } data)
        {
            return;
        }

        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body, Options))
        {
            JsonSerializer.Serialize(json, data, family.Json.GetTypeInfo(data.GetType())
                ?? throw new InvalidOperationException($"{data.GetType()} is not listed on {family.Json.GetType()}: add [JsonSerializable(typeof(...))] for it."));
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }
}
