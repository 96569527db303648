using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Targets;

/// <summary>The product as <c>dotnet run -c Release</c> starts it, with users that the benchmark creates.</summary>
internal sealed class Product : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private Product(TargetProcess process) => Process = process;

    public TargetProcess Process { get; }

    /// <summary>Returns the command that starts the product.</summary>
    /// <param name="storage">The connection string of the storage.</param>
    /// <param name="prefix">The prefix of the tables and queues, so that several instances can share an Azurite.</param>
    /// <param name="folder">The folder of Functions.dll; null for this build.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="settings">Additional settings.</param>
    public static ProcessStartInfo Command(string storage, string prefix, string? folder = null, int port = 0, params string[] settings) =>
        TargetProcess.Command("dotnet", [Path.Combine(folder ?? AppContext.BaseDirectory, "Functions.dll"), $"--port={port}", .. TestSettings.Of(storage, prefix), .. settings]);

    /// <summary>Returns the command that starts the product as machine code.</summary>
    /// <param name="folder">The folder of the executable.</param>
    /// <param name="storage">The connection string of the storage.</param>
    /// <param name="prefix">The prefix of the tables and queues.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static ProcessStartInfo NativeCommand(string folder, string storage, string prefix, int port) =>
        TargetProcess.Command(Path.Combine(folder, "Functions"), [$"--port={port}", .. TestSettings.Of(storage, prefix)]);

    /// <summary>Starts the product and waits until it is ready.</summary>
    public static async Task<Product> Start(string storage, string prefix, params string[] settings)
    {
        var process = await TargetProcess.Start(Command(storage, prefix, settings: settings));
        return new(process);
    }

    /// <summary>Returns the URL of a method of the RPC family.</summary>
    public Uri Url(string method) => new(Process.Url, $"/api/v1/{method}");

    /// <summary>Returns a call of a method with a session.</summary>
    public PreparedRequest Call(string method, string? token = null) =>
        token is null ? PreparedRequest.Get(Url(method)) : PreparedRequest.Get(Url(method), $"Authorization: Bearer {token}");

    /// <summary>Returns a sign-in.</summary>
    public PreparedRequest SignIn(string name) => PreparedRequest.Post(Url("session/signin"), JsonSerializer.Serialize<object[]>([new { username = name, password = TestSettings.Password }]));

    /// <summary>Returns a sign-up of a new user.</summary>
    public PreparedRequest SignUp(string name) => PreparedRequest.Post(Url("session/signup"), JsonSerializer.Serialize<object[]>([new { username = name, password = TestSettings.Password }]));

    /// <summary>Creates users.</summary>
    public async Task<IReadOnlyList<string>> SignUp(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => $"user{i:000}").ToList();
        foreach (var name in names)
        {
            await Post("session/signup", new { username = name, password = TestSettings.Password });
        }

        return names;
    }

    /// <summary>Creates a session.</summary>
    public async Task<string> Session(string name) =>
        (await Post("session/signin", new { username = name, password = TestSettings.Password })).GetProperty("result").GetProperty("data").GetProperty("token").GetString()!;

    /// <summary>Calls a method and returns its response, which must be a success.</summary>
    public async Task<JsonElement> Post(string method, object argument, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(method)) { Content = JsonContent.Create<object[]>([argument]) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{method}: {answer}");
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
