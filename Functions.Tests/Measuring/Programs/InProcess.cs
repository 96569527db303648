using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Serverless.Measuring.Costs;
using Serverless.Domain.Users;
using Serverless.LocalHost.Sockets;
using Serverless.Security;
using Serverless.Startup;
using Serverless.Storage;

namespace Serverless.Measuring.Programs;

/// <summary>The product in this process, called over HTTP, so that its storage transactions can be counted.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly HttpClient _http;

    private InProcess(IHost host)
    {
        _host = host;
        _http = new HttpClient { BaseAddress = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    /// <summary>Gets the URL of the product.</summary>
    public Uri Url => _http.BaseAddress!;

    /// <summary>Gets the services of the product.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>
    /// Gets the storage transactions so far, without those of the call log and of the folding of the index, which serve many calls together.
    /// </summary>
    public long Transactions => Counter.Count - Counter.CountOfCallLog - Counter.CountOfIndex;

    /// <summary>Waits for the work that calls continue after their responses.</summary>
    public Task FinishFollowUps() => Services.GetRequiredService<FollowUps>().Finish();

    /// <summary>Gets the storage transactions of the call log.</summary>
    public long TransactionsOfCallLog => Counter.CountOfCallLog;

    /// <summary>Gets the storage transactions of the folding of the index and of the messages that trigger it.</summary>
    public long TransactionsOfIndex => Counter.CountOfIndex;

    /// <summary>Gets all storage transactions.</summary>
    public long AllTransactions => Counter.Count;

    private StorageTransactions Counter => Services.GetRequiredService<StorageTransactions>();

    /// <summary>Starts the product with inexpensive password hashes, because the counted numbers do not depend on them.</summary>
    public static Task<InProcess> Start(string storage, string prefix, TimeProvider? time = null, params string[] settings) =>
        Start(storage, prefix, time, null, settings);

    /// <summary>Starts the product with an additional policy that receives every storage request.</summary>
    public static async Task<InProcess> Start(string storage, string prefix, TimeProvider? time, HttpPipelinePolicy? policy, params string[] settings)
    {
        var builder = App.CreateBuilder(["--port=0", "--quiet", "--AzureWebJobs.erase.Disabled=true", "--AzureWebJobs.fold-user-index.Disabled=true", .. TestSettings.Of(storage, prefix), .. settings]);
        builder.Services.RemoveAll<ISocketBackplane>(); // on Azure it costs nothing to reach sockets
        builder.Services.AddSingleton<IPasswordAlgorithm>(new Argon2id(8, 1));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        if (policy is not null)
        {
            builder.Services.AddSingleton(policy);
        }

        var host = builder.Build();
        await host.StartAsync();
        return new InProcess(host);
    }

    /// <summary>Calls a method with parameters by position and returns the envelope's <c>result</c>.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the response is no success.</exception>
    public async Task<JsonElement> Call(string method, string? token, params object?[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api{method}", UriKind.Relative));
        request.Content = JsonContent.Create(parameters);
        return await Send(method, request, token);
    }

    /// <summary>Sends any request and returns the envelope's <c>result</c>.</summary>
    public async Task<JsonElement> Send(string method, HttpRequestMessage request, string? token)
    {
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {answer}");
    }

    /// <summary>Calls an endpoint of another family and returns its response; an undefined element if it is empty.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the response is no success.</exception>
    public async Task<JsonElement> Endpoint(HttpMethod verb, string path, EndpointRequest call)
    {
        using var request = new HttpRequestMessage(verb, new Uri(path, UriKind.Relative));
        request.Content = call.Body is null ? null : JsonContent.Create(call.Body);
        if (call.Token is not null)
        {
            request.Headers.TryAddWithoutValidation(call.Header, call.Token);
        }

        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return !response.IsSuccessStatusCode ? throw new InvalidOperationException($"{verb} {path}: {(int)response.StatusCode} {answer}")
            : answer.Length == 0 ? default : JsonElement.Parse(answer);
    }

    /// <summary>Creates a session.</summary>
    public async Task<string> Session(string name) =>
        (await Call("/v1/session/signin", null, new { username = name, password = TestSettings.Password })).GetProperty("data").GetProperty("token").GetString()!;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _http.Dispose();
    }
}
