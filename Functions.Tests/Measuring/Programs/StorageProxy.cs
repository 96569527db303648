using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.Measuring.Programs;

/// <summary>Specifies how a proxy treats a request.</summary>
public enum Outage
{
    /// <summary>Forwards the request.</summary>
    None,

    /// <summary>Accepts the request and does not answer. When the outage ends, the request is executed, as a suspended process would do.</summary>
    Hang,

    /// <summary>Forwards the request after two seconds.</summary>
    Slow,

    /// <summary>Resets the connection without executing the request.</summary>
    Reset,

    /// <summary>Forwards the request and resets the connection instead of answering.</summary>
    LoseAnswer,

    /// <summary>Answers 503, server busy.</summary>
    Busy,

    /// <summary>Answers 429 with the time to wait.</summary>
    Throttle,
}

/// <summary>Stands between the product and Azurite, on real sockets, and causes outages on demand: of everything, or of chosen tables and queues.</summary>
public sealed partial class StorageProxy : IAsyncDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);
    private static readonly string[] OfTheConnection = ["Host", "Connection", "Content-Length", "Transfer-Encoding"];

    private readonly HttpClient _azurite = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(4) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly int _queuePort;
    private readonly int _tablePort;
    private WebApplication? _server;
    private int _ownQueuePort;
    private int _ownTablePort;
    private Func<StorageRequest, Outage> _choose = _ => Outage.None;
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> _received = new();
    private int _underWay;
    private int _mostUnderWay;

    private StorageProxy(string connectionString)
    {
        _queuePort = int.Parse(Port("Queue").Match(connectionString).Groups[1].Value, CultureInfo.InvariantCulture);
        _tablePort = int.Parse(Port("Table").Match(connectionString).Groups[1].Value, CultureInfo.InvariantCulture);
        static Regex Port(string service) => new($@"{service}Endpoint=http://127\.0\.0\.1:(\d+)/");
    }

    /// <summary>Gets the highest number of concurrent requests.</summary>
    public int MostUnderWay => Volatile.Read(ref _mostUnderWay);

    /// <summary>Gets or sets the time by which every request is delayed before storage executes it, as on a network.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Gets or sets the observer of each request that storage has executed, with the status of its response; for a transaction, with that of the operation that failed.</summary>
    public Action<StorageRequest, int>? Executed { get; set; }

    /// <summary>Returns the number of requests received so far for tables or queues whose name has this suffix.</summary>
    public int Received(string target) => _received.Where(one => one.Key.EndsWith(target, StringComparison.OrdinalIgnoreCase)).Sum(one => one.Value);

    public static async Task<StorageProxy> Start(string connectionString)
    {
        var proxy = new StorageProxy(connectionString);
        await proxy.Open();
        return proxy;
    }

    /// <summary>Returns the connection string with this proxy in place of Azurite.</summary>
    public string Of(string connectionString) => connectionString
        .Replace($":{_queuePort}/", $":{_ownQueuePort}/", StringComparison.Ordinal)
        .Replace($":{_tablePort}/", $":{_ownTablePort}/", StringComparison.Ordinal);

    /// <summary>Applies an outage to every request from now on.</summary>
    public void Let(Outage outage) => Let(_ => outage);

    /// <summary>Applies an outage from now on to requests to tables or queues whose name has this suffix, and to no others.</summary>
    public void Let(Outage outage, string target) => Let(request => request.Target.EndsWith(target, StringComparison.OrdinalIgnoreCase) ? outage : Outage.None);

    /// <summary>Uses a function to choose the outage of each request from now on. Requests that hung until now are executed.</summary>
    public void Let(Func<StorageRequest, Outage> choose)
    {
        Volatile.Write(ref _choose, choose);
        Interlocked.Exchange(ref _released, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Listens, on the earlier ports if there were any.</summary>
    public async Task Open()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _ownQueuePort);
            kestrel.Listen(IPAddress.Loopback, _ownTablePort);
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        _server = builder.Build();
        _server.Run(Answer);
        await _server.StartAsync();
        var ports = _server.Urls.Select(url => new Uri(url).Port).ToArray();
        (_ownQueuePort, _ownTablePort) = (ports[0], ports[1]);
    }

    /// <summary>Stops listening: connections are refused, and open ones are cut.</summary>
    public async Task Close()
    {
        if (_server is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await _server.StopAsync(now.Token);
            await _server.DisposeAsync();
            _server = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Let(Outage.None);
        await Close();
        _azurite.Dispose();
    }

    private async Task Answer(HttpContext http)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        for (var most = MostUnderWay; underWay > most && Interlocked.CompareExchange(ref _mostUnderWay, underWay, most) != most; most = MostUnderWay)
        {
        }

        // A request that its sender cancelled is no longer in progress, although it may still be executed.
        var isOver = 0;
        using var givenUp = http.RequestAborted.Register(End);
        try
        {
            await Answer(http, await Read(http));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or HttpRequestException)
        {
            http.Abort();
        }
        finally
        {
            End();
        }

        void End()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }

    private async Task Answer(HttpContext http, StorageRequest request)
    {
        _received.AddOrUpdate(request.Target, 1, (_, count) => count + 1);
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, TimeProvider.System);
        }

        var released = Volatile.Read(ref _released).Task;
        var outage = Volatile.Read(ref _choose)(request);
        switch (outage)
        {
            case Outage.Hang:
                await released;
                break;
            case Outage.Slow:
                await Task.Delay(Slowness, TimeProvider.System);
                break;
            case Outage.Reset:
                http.Abort();
                return;
            case Outage.Busy or Outage.Throttle:
                http.Response.StatusCode = outage == Outage.Busy ? 503 : 429;
                http.Response.Headers["x-ms-error-code"] = "ServerBusy";
                if (outage == Outage.Throttle)
                {
                    http.Response.Headers.RetryAfter = "1";
                }

                return;
        }

        await HandOn(http, request, outage == Outage.LoseAnswer);
    }

    private async Task HandOn(HttpContext http, StorageRequest request, bool losesAnswer)
    {
        using var message = new HttpRequestMessage(new HttpMethod(http.Request.Method), Target(http)) { Content = new ByteArrayContent(request.Body) };
        foreach (var (name, values) in http.Request.Headers.Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                message.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        // Not the caller's token: storage executes what it has received.
        using var response = await _azurite.SendAsync(message, CancellationToken.None);
        var body = await response.Content.ReadAsByteArrayAsync();
        Executed?.Invoke(request, StatusOf(response, body));
        if (losesAnswer)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        if (body.Length > 0)
        {
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    /// <summary>Returns the address as it was sent: signatures cover its bytes.</summary>
    private Uri Target(HttpContext http) => new(
        $"http://127.0.0.1:{(http.Connection.LocalPort == _ownQueuePort ? _queuePort : _tablePort)}{http.Features.Get<IHttpRequestFeature>()!.RawTarget}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async Task<StorageRequest> Read(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var path = http.Request.Path.Value!;
        // A transaction names its table only inside its body.
        var named = Resource().Match(path.EndsWith("/$batch", StringComparison.Ordinal) ? Encoding.UTF8.GetString(body.ToArray()) : path);
        return new StorageRequest(http.Request.Method, named.Groups[1].Value, body.ToArray());
    }

    /// <summary>Returns the status of a response. A transaction that failed has the status 202, and that of the failed operation is in its body.</summary>
    private static int StatusOf(HttpResponseMessage response, byte[] body) =>
        response.StatusCode == HttpStatusCode.Accepted && Failure().Match(Encoding.UTF8.GetString(body)) is { Success: true } failure
            ? int.Parse(failure.Groups[1].Value, CultureInfo.InvariantCulture)
            : (int)response.StatusCode;

    [GeneratedRegex("/devstoreaccount1/([A-Za-z0-9-]+)")]
    private static partial Regex Resource();

    [GeneratedRegex("HTTP/1.1 ([45][0-9]{2})")]
    private static partial Regex Failure();
}

/// <summary>Represents a request to storage.</summary>
/// <param name="Method">The HTTP verb.</param>
/// <param name="Target">The table or queue.</param>
/// <param name="Body">The whole body.</param>
public sealed record StorageRequest(string Method, string Target, byte[] Body)
{
    public bool IsWrite => Method is not ("GET" or "HEAD");
}
