using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Sockets;

/// <summary>Represents the response to an event: what the service sends to the client, and the state that it keeps.</summary>
/// <param name="body">The body.</param>
/// <param name="contentType">The content type of the body: <see cref="Text"/>, <see cref="Binary"/>, or JSON for a new connection.</param>
/// <param name="state">The new state of the connection, or null to keep the current one.</param>
public sealed class EventAnswer(ReadOnlyMemory<byte> body, string contentType, string? state = null) : IResult
{
    /// <summary>The content type of a text frame.</summary>
    public const string Text = "text/plain";

    /// <summary>The content type of a binary frame.</summary>
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
