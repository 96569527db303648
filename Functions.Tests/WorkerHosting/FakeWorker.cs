using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serverless.WorkerHosting;
using Serverless.WorkerHosting.Http;
using Serverless.WorkerHosting.Protocol;

namespace Serverless.Tests.WorkerHosting;

/// <summary>
/// Implements the worker's side of the stand-in's protocol, with functions that record their calls. An HTTP function answers with the request that
/// arrived. A function whose name begins with <c>fail</c> fails.
/// </summary>
internal sealed class FakeWorker : IAsyncDisposable
{
    private const string WorkerId = "the worker";

    private readonly List<InvocationRequest> _invocations = [];
    private readonly IReadOnlyList<(string Name, object Binding)> _functions;
    private WebApplication? _grpc;
    private Socket? _socket;
    private WebApplication? _http;
    private WebApplication? _own;
    private GrpcChannel? _client;

    private FakeWorker(IReadOnlyList<(string Name, object Binding)> functions) => _functions = functions;

    public HostLog Log { get; } = new();

    public WorkerChannel Channel { get; private set; } = null!;

    public IReadOnlyList<HostedFunction> Functions { get; private set; } = [];

    /// <summary>Gets the client of the callers.</summary>
    public HttpClient Http { get; } = new();

    public IReadOnlyList<InvocationRequest> Invocations
    {
        get
        {
            lock (_invocations)
            {
                return [.. _invocations];
            }
        }
    }

    public static object HttpBinding(string route, params string[] methods) =>
        new { name = "request", type = "httpTrigger", direction = "In", route, methods };

    /// <summary>Starts the host's two servers and a worker with these functions.</summary>
    public static async Task<FakeWorker> Start(params (string Name, object Binding)[] functions)
    {
        var worker = new FakeWorker(functions);
        worker.Channel = new WorkerChannel(WorkerId, worker.Log);
        worker._grpc = await HostServers.StartGrpc(worker.Channel);
        worker._own = await worker.Listen();
        worker._client = GrpcChannel.ForAddress(HostServers.AddressOf(worker._grpc));
        _ = worker.Converse(new FunctionRpc.FunctionRpcClient(worker._client));
        (var http, worker.Functions) = await WorkerIntroduction.Run(worker.Channel, AppContext.BaseDirectory);
        worker._http = await HostServers.StartHttp(worker.Channel, worker.Functions.Where(function => function.TriggerType == "httpTrigger"), http!, "", worker._socket = HostServers.Reserve(0));
        worker.Http.BaseAddress = HostServers.AddressOf(worker._http);
        return worker;
    }

    /// <summary>Returns the function that a request reached.</summary>
    public async Task<string> Reached(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await Http.SendAsync(request);
        return response.StatusCode == HttpStatusCode.OK ? (await Json(response)).GetProperty("function").GetString()! : $"{(int)response.StatusCode}";
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response) => JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Break(new WorkerHostException("The test is over."));
        _client?.Dispose();
        foreach (var server in new[] { _http, _own, _grpc })
        {
            await (server?.DisposeAsync() ?? default);
        }

        _socket?.Dispose();
    }

    private static bool Fails(InvocationRequest invocation) => invocation.FunctionId.StartsWith("fail", StringComparison.Ordinal);

    private async Task<WebApplication> Listen()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            // The two messages about one call arrive in any order.
            var id = context.Request.Headers["x-ms-invocation-id"].ToString();
            InvocationRequest? invocation = null;
            await Harness.TestTimeout.Until(() => (invocation = Invocations.FirstOrDefault(one => one.InvocationId == id)) is not null, "There is no such invocation.");
            if (Fails(invocation!))
            {
                return;
            }

            await context.Response.WriteAsJsonAsync(new
            {
                function = invocation!.FunctionId,
                path = context.Request.Path.Value,
                headers = context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            });
        });
        await app.StartAsync();
        return app;
    }

    private async Task Converse(FunctionRpc.FunctionRpcClient client)
    {
        using var stream = client.EventStream();
        await stream.RequestStream.WriteAsync(new StreamingMessage { StartStream = new StartStream { WorkerId = WorkerId } });
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            var answer = Answer(stream.ResponseStream.Current);
            answer.RequestId = stream.ResponseStream.Current.RequestId;
            await stream.RequestStream.WriteAsync(answer);
        }
    }

    private StreamingMessage Answer(StreamingMessage message)
    {
        var done = new StatusResult { Status = StatusResult.Types.Status.Success };
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.WorkerInitRequest:
                return new() { WorkerInitResponse = new() { Result = done, Capabilities = { ["HttpUri"] = HostServers.AddressOf(_own!).ToString() } } };
            case StreamingMessage.ContentOneofCase.FunctionsMetadataRequest:
                return new()
                {
                    FunctionMetadataResponse = new()
                    {
                        Result = done,
                        FunctionMetadataResults = { _functions.Select(one => new RpcFunctionMetadata { Name = one.Name, FunctionId = one.Name, RawBindings = { JsonSerializer.Serialize(one.Binding) } }) },
                    },
                };
            case StreamingMessage.ContentOneofCase.FunctionLoadRequest:
                return new() { FunctionLoadResponse = new() { Result = done, FunctionId = message.FunctionLoadRequest.FunctionId } };
            default:
                var invocation = message.InvocationRequest;
                lock (_invocations)
                {
                    _invocations.Add(invocation);
                }

                return new() { InvocationResponse = new() { InvocationId = invocation.InvocationId, Result = Fails(invocation) ? new() { Status = StatusResult.Types.Status.Failure } : done } };
        }
    }
}
