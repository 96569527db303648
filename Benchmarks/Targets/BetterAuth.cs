using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Targets;

/// <summary>Better Auth on SQLite under Node.js; see <c>Peers/BetterAuth</c>.</summary>
internal sealed class BetterAuth : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });

    private readonly TargetProcess _process;

    private BetterAuth(TargetProcess process) => _process = process;

    public static async Task<BetterAuth> Start()
    {
        var folder = Machine.PathOf("Benchmarks", "Peers", "BetterAuth");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "better-sqlite3", "build")))
        {
            await Machine.Run("npm", ["ci", "--no-audit", "--no-fund"], folder);
        }

        var command = TargetProcess.Command("node", [Path.Combine(folder, "server.mjs")], ("DATABASE", Machine.NewDatabase()));
        var process = await TargetProcess.Start(command);
        return new(process);
    }

    /// <summary>Creates users with email addresses as user names.</summary>
    public async Task SignUp(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await Http.PostAsJsonAsync(Url("sign-up/email"), new { name = $"user{i:000}", email = Email(i), password = TestSettings.Password });
            response.EnsureSuccessStatusCode();
        }
    }

    public PreparedRequest SignIn(int user) => PreparedRequest.Post(Url("sign-in/email"), JsonSerializer.Serialize(new { email = Email(user), password = TestSettings.Password }));

    /// <summary>Returns a sign-up of a new user.</summary>
    public PreparedRequest SignUp(string name) => PreparedRequest.Post(Url("sign-up/email"), JsonSerializer.Serialize(new { name, email = $"{name}@example.com", password = TestSettings.Password }));

    /// <summary>Returns a request that reads session and user.</summary>
    public async Task<PreparedRequest> WhoAmI()
    {
        using var response = await Http.PostAsJsonAsync(Url("sign-in/email"), new { email = Email(0), password = TestSettings.Password });
        response.EnsureSuccessStatusCode();
        var cookie = response.Headers.GetValues("set-cookie").First().Split(';')[0];
        return PreparedRequest.Get(Url("get-session"), $"Cookie: {cookie}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Email(int user) => $"user{user:000}@example.com";

    private Uri Url(string path) => new(_process.Url, "/api/auth/" + path);
}
