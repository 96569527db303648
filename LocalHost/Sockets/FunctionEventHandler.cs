using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.LocalHost.Sockets;

/// <summary>Calls the app's event handler in this process, by the requests that Web PubSub sends over HTTP.</summary>
internal sealed class FunctionEventHandler(HttpFunction function, string route, IServiceProvider services, TimeProvider time) : IEventHandler
{
    public async Task<EventResponse> Send(CloudEvent sent)
    {
        using var answer = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services };
        var request = http.Request;
        request.Method = HttpMethods.Post;
        request.Scheme = Uri.UriSchemeHttp;
        request.Host = new HostString("localhost");
        request.Path = "/" + route.Replace("{event}", sent.Name, StringComparison.Ordinal);
        request.RouteValues["event"] = sent.Name;
        foreach (var (name, value) in sent.Headers(time.GetUtcNow()))
        {
            request.Headers[name] = value;
        }

        request.ContentType = sent.ContentType;
        request.ContentLength = sent.Body.Length;
        request.Headers.ContentLength = sent.Body.Length;
        http.Features.Set<IRequestBodyPipeFeature>(new EventBody(sent.Body));
        http.Response.Body = answer;
        await function.Answer(http);
        var response = http.Response;
        return new(
            response.StatusCode,
            response.ContentType,
            response.Headers[CloudEvent.State] is [{ } state] ? state : null,
            answer.GetBuffer().AsMemory(0, (int)answer.Length));
    }
}
