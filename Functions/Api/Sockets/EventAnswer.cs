using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Sockets;

/// <summary>The response to an event: what the service sends on to the client, and what it is to remember.</summary>
/// <param name="body">The body.</param>
/// <param name="contentType">Its type: that of a text frame or of a binary one.</param>
/// <param name="state">The connection's state; null to leave it as it is.</param>
public sealed class EventAnswer(ReadOnlyMemory<byte> body, string contentType, string? state = null) : IResult
{
    /// <summary>The type of a text frame.</summary>
    public const string Text = "text/plain";

    /// <summary>The type of a binary frame.</summary>
    public const string Binary = "application/octet-stream";

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (state is not null)
        {
            response.Headers[ConnectionState.Header] = state;
        }

        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
