using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Serverless.Benchmarks.Scenarios;

namespace Serverless.Benchmarks.Load;

/// <summary>The response to a call.</summary>
/// <param name="Status">The HTTP status; 0 if the connection was lost.</param>
/// <param name="Body">The body; undefined if it is not JSON.</param>
/// <param name="Took">The time from the request to the end of the response.</param>
/// <param name="HasRetryAfter">Whether the response contains a time to call again.</param>
internal sealed record ApiAnswer(int Status, JsonElement Body, TimeSpan Took, bool HasRetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Gets the data of a successful call of the RPC family.</summary>
    public JsonElement Data => Body.GetProperty("result").GetProperty("data");

    /// <summary>Gets the total of a page of the RPC family.</summary>
    public int Total => int.Parse(Body.GetProperty("result").GetProperty("meta").GetProperty("total").GetString()!, null);

    /// <summary>Returns this response.</summary>
    /// <exception cref="BenchmarkFailedException">Thrown when the call failed.</exception>
    public ApiAnswer OrThrow(string call) => IsSuccess ? this : throw new BenchmarkFailedException($"{call} was answered with {Status}: {Body}");
}

/// <summary>Calls an instance of the product. Its connections stay open, and their number is known.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private int _connections;

    public ApiClient(Uri url) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan, ConnectCallback = Connect })
    {
        BaseAddress = url,
        Timeout = Longest,
    };

    /// <summary>Gets the number of connections opened so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Calls a method of the RPC family with parameters by position.</summary>
    public Task<ApiAnswer> Call(string method, string? token, params IReadOnlyList<object?> parameters) => Send($"/api/v1/{method}", parameters, token);

    /// <summary>Calls a method, and again while the response is 503: for the preparation and the check of a run, which are not measured.</summary>
    /// <exception cref="BenchmarkFailedException">Thrown when the call fails for another reason, or for too long.</exception>
    public async Task<ApiAnswer> CallPatiently(string method, string? token, params IReadOnlyList<object?> parameters)
    {
        var started = Stopwatch.GetTimestamp();
        var isRepeated = false;
        while (true)
        {
            var answer = await Call(method, token, parameters);
            // A call that was answered with 503 may have happened, so a repeated sign-up can find its own user.
            if (answer.Status != 503 || Stopwatch.GetElapsedTime(started) > Longest)
            {
                return isRepeated && answer.Status == 409 ? answer : answer.OrThrow(method);
            }

            isRepeated = true;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Creates an account without a name, an address or a password. No other sign-up costs as little processor time.</summary>
    public Task<ApiAnswer> SignUpTemporarily() => Send("/api/v2/sign_up_temporarily", new { }, null);

    /// <summary>Creates a session.</summary>
    public async Task<string> Session(string name, string password) =>
        (await CallPatiently("session/signin", null, new { username = name, password })).Data.GetProperty("token").GetString()!;

    public void Dispose() => _http.Dispose();

    private async Task<ApiAnswer> Send(string path, object body, string? token)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request);
            var bytes = await response.Content.ReadAsByteArrayAsync();
            var took = Stopwatch.GetElapsedTime(started);
            return new((int)response.StatusCode, Parse(response, bytes), took, response.Headers.RetryAfter is not null);
        }
        catch (HttpRequestException)
        {
            return new(0, default, Stopwatch.GetElapsedTime(started), false);
        }
    }

    private static JsonElement Parse(HttpResponseMessage response, byte[] bytes) =>
        response.Content.Headers.ContentType?.MediaType == "application/json" && bytes.Length > 0 ? JsonElement.Parse(bytes) : default;

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        Interlocked.Increment(ref _connections);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
