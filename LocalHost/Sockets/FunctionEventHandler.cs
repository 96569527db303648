using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.LocalHost.Sockets;

/// <summary>Calls the app's event handler within this process, with the requests that Web PubSub sends over HTTP.</summary>
internal sealed class FunctionEventHandler(HttpFunction function, string route, IServiceProvider services, TimeProvider time) : IEventHandler
{
    private const int Headers = 20;

    private readonly string _path = "/" + route[..route.IndexOf('{', StringComparison.Ordinal)];
    private Tick _tick = new(0, "");

    public async Task<EventResponse> Send(CloudEvent sent)
    {
        using var answer = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services };
        var request = http.Request;
        request.Method = HttpMethods.Post;
        request.Scheme = Uri.UriSchemeHttp;
        request.Host = new HostString("localhost");
        request.Path = _path + sent.Name;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().Headers = Describe(sent);
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

    private HeaderDictionary Describe(CloudEvent sent)
    {
        var headers = new HeaderDictionary(Headers) { ContentLength = sent.Body.Length, ["Content-Type"] = sent.ContentType };
        foreach (var (name, value) in sent.Identity.Headers)
        {
            headers.Add(name, value);
        }

        foreach (var (name, value) in sent.Headers(Now()))
        {
            headers.Add(name, value);
        }

        return headers;
    }

    /// <summary>Returns the time for the header of an event. It has no fractions of a second, so its text is formatted once a second.</summary>
    private string Now()
    {
        var now = time.GetUtcNow();
        var (tick, second) = (_tick, now.ToUnixTimeSeconds());
        if (tick.Second != second)
        {
            _tick = tick = new(second, now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        return tick.Text;
    }

    private sealed record Tick(long Second, string Text);
}
