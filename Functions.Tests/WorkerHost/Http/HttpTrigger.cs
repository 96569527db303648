using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Serverless.WorkerHosting.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace Serverless.WorkerHosting.Http;

/// <summary>
/// Answers a request by a function: tells the worker to run it and forwards the request to the worker's HTTP address. The header
/// <c>x-ms-invocation-id</c> connects the two. A value of that header from the caller is kept, so such a call fails.
/// </summary>
internal sealed class HttpTrigger(WorkerChannel channel, IHttpForwarder forwarder, Uri worker) : IDisposable
{
    private const string Correlation = "x-ms-invocation-id";

    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _client =
        new(new RetryUntilListening(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }));

    public async Task Run(HttpContext context, HostedFunction function)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            InputData = { new ParameterBinding { Name = function.Parameter, Data = new TypedData { Http = new RpcHttp() } } },
            TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? "" },
        };
        await HttpBindingData.Add(context, request.TriggerMetadata);
        var invocation = channel.Invoke(request);
        context.Request.Headers.TryAdd(Correlation, request.InvocationId);
        // Sets X-Forwarded-For, -Host and -Proto, which replaces the caller's own.
        await forwarder.SendAsync(context, worker.ToString(), _client, Config, HttpTransformer.Default);
        var response = await invocation;
        if (response.Result.Status != StatusResult.Types.Status.Success && !context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    public void Dispose() => _client.Dispose();
}
