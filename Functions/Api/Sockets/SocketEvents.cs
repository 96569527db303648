using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>
/// Handles the events of sockets. Azure Web PubSub sends them as HTTP requests in the binary form of CloudEvents 1.0. The local host passes equal requests
/// within its process. The function is not a method of the API: calls arrive as frames.
/// </summary>
public sealed class SocketEvents(SocketService service, EventVerification verification, ConnectEvent connect, MessageEvent message, KnownConnections connections)
{
    /// <summary>The route of the function. Web PubSub replaces <c>{event}</c> with the name of the event.</summary>
    public const string Route = "api/sockets/{event}";

    private const string AskedOrigin = "WebHook-Request-Origin";
    private const string AllowedOrigin = "WebHook-Allowed-Origin";

    /// <summary>Runs the function, which has an HTTP trigger.</summary>
    [Function("socket-events")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", Route = Route)] HttpRequest request)
    {
        if (!service.IsServed)
        {
            return Results.NotFound();
        }

        if (HttpMethods.IsOptions(request.Method))
        {
            return Introduce(request);
        }

        var sent = new EventRequest(request);
        if (!await verification.IsGenuine(sent, request.HttpContext.RequestAborted))
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        switch (sent.Type)
        {
            case "azure.webpubsub.sys.connect":
                return await connect.Answer(sent);
            case "azure.webpubsub.user.message":
                return await message.Answer(sent);
            case "azure.webpubsub.sys.disconnected":
                connections.Forget(sent.ConnectionId);
                return Results.Ok();
            case "azure.webpubsub.sys.connected":
                return Results.Ok();
            default:
                return Results.BadRequest();
        }
    }

    /// <summary>
    /// Returns the response to a validation request. It allows events from the configured service only (abuse protection; CloudEvents, HTTP 1.1 Web Hooks, 4).
    /// </summary>
    private IResult Introduce(HttpRequest request)
    {
        if (!string.Equals(request.Headers[AskedOrigin], service.Endpoint!.Host, StringComparison.OrdinalIgnoreCase))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        request.HttpContext.Response.Headers[AllowedOrigin] = service.Endpoint.Host;
        return Results.Ok();
    }
}
