using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Targets;

/// <summary>ASP.NET Core Identity on SQLite; see <c>Peers/Identity</c>.</summary>
internal sealed class IdentityPeer : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private readonly TargetProcess _process;

    private IdentityPeer(TargetProcess process) => _process = process;

    public static async Task<IdentityPeer> Start()
    {
        var folder = Machine.PathOf("Benchmarks", "Peers", "Identity");
        await Machine.Run("dotnet", ["build", "-c", "Release", "--verbosity", "quiet"], folder);
        var command = TargetProcess.Command(
            "dotnet", [Path.Combine(folder, "bin", "Release", "net10.0", "Identity.dll"), "--urls=http://127.0.0.1:0", $"--Database={Machine.NewDatabase()}"]);
        var process = await TargetProcess.Start(command);
        return new(process);
    }

    /// <summary>Creates users with email addresses as user names.</summary>
    public async Task SignUp(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await Http.PostAsJsonAsync(new Uri(_process.Url, "/register"), new { email = Email(i), password = TestSettings.Password });
            response.EnsureSuccessStatusCode();
        }
    }

    public PreparedRequest SignIn(int user) => PreparedRequest.Post(new Uri(_process.Url, "/login"), JsonSerializer.Serialize(new { email = Email(user), password = TestSettings.Password }));

    /// <summary>Returns a sign-up of a new user.</summary>
    public PreparedRequest SignUp(string name) => PreparedRequest.Post(new Uri(_process.Url, "/register"), JsonSerializer.Serialize(new { email = $"{name}@example.com", password = TestSettings.Password }));

    /// <summary>Returns a request that reads the caller's user row.</summary>
    public async Task<PreparedRequest> WhoAmI()
    {
        using var response = await Http.PostAsJsonAsync(new Uri(_process.Url, "/login"), new { email = Email(0), password = TestSettings.Password });
        var token = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        return PreparedRequest.Get(new Uri(_process.Url, "/manage/info"), $"Authorization: Bearer {token}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Email(int user) => $"user{user:000}@example.com";
}
