using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Logs the first forwarded call of a process, once. If no proxy is trusted, it logs a warning, because all callers behind a proxy then share
/// one limit. Otherwise it logs how the header was read, so that an operator can verify the number of proxies after a deployment.
/// </summary>
public sealed partial class ForwardingNotice(ClientAddress clientAddress, ILogger<ForwardingNotice> logger) : IFunctionsWorkerMiddleware
{
    private int _isSaid;

    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (_isSaid == 0 && context.GetHttpContext() is { } http && ClientAddress.ForwardedFor(http.Request) is { Length: > 0 } chain && Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            Say(http, chain);
        }

        return next(context);
    }

    private void Say(HttpContext http, string chain)
    {
        var entries = chain.Count(character => character == ',') + 1;
        if (clientAddress.TrustedProxies == 0)
        {
            NotTrusted(entries, http.Connection.RemoteIpAddress);
        }
        else
        {
            Trusted(entries, http.Connection.RemoteIpAddress, clientAddress.TrustedProxies, clientAddress.Of(http.Request));
        }
    }

    [LoggerMessage(
        351,
        LogLevel.Warning,
        "A call came with X-Forwarded-For ({Entries} entries, from {Peer}), but no proxy is trusted. If a proxy stands in front of the app, set RateLimits__TrustedProxies to the number of "
        + "proxies; without it all callers behind it share one limit.")]
    private partial void NotTrusted(int entries, IPAddress? peer);

    [LoggerMessage(352, LogLevel.Information, "The first forwarded call: {Entries} entries in X-Forwarded-For, from {Peer}; {TrustedProxies} trusted proxies, so its client address is {Address}")]
    private partial void Trusted(int entries, IPAddress? peer, int trustedProxies, IPAddress? address);
}
