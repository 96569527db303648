using System.Diagnostics;
using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Targets;

/// <summary>A minimal service that does the necessary work; see <c>Peers/Floor</c>.</summary>
internal sealed class Floor(TargetProcess process) : IAsyncDisposable
{
    /// <summary>Gets the output folder of its build.</summary>
    public static string Folder => Machine.PathOf("Benchmarks", "Peers", "Floor", "bin", "Release", "net10.0");

    public TargetProcess Process => process;

    public static Task Build() => Machine.Run("dotnet", ["build", "-c", "Release", "--verbosity", "quiet"], Machine.PathOf("Benchmarks", "Peers", "Floor"));

    /// <summary>Returns the command that starts it.</summary>
    public static ProcessStartInfo Command(string storage, string? folder = null, int port = 0, params string[] settings) =>
        TargetProcess.Command("dotnet", [Path.Combine(folder ?? Folder, "Floor.dll"), $"--urls=http://127.0.0.1:{port}", $"--Storage={storage}", .. settings]);

    public static async Task<Floor> Start(string storage)
    {
        await Build();
        var process = await TargetProcess.Start(Command(storage, settings: "--Seed=true"));
        return new(process);
    }

    /// <summary>Gets a request for a constant response equal to the product's response to <c>profile/read</c>.</summary>
    public PreparedRequest Bare => PreparedRequest.Get(new Uri(process.Url, "/profile"));

    /// <summary>Gets a request for the time, as <c>test/test</c> returns it.</summary>
    public PreparedRequest Time => PreparedRequest.Get(new Uri(process.Url, "/time"));

    /// <summary>Gets a sign-in: Argon2id, one read, one write.</summary>
    public PreparedRequest SignIn => PreparedRequest.Post(new Uri(process.Url, "/sign-in"), $$"""{"username":"user000","password":"{{TestSettings.Password}}"}""");

    /// <summary>Returns a sign-up: Argon2id, two writes.</summary>
    public PreparedRequest SignUp(string name) => PreparedRequest.Post(new Uri(process.Url, "/sign-up"), $$"""{"username":"{{name}}","password":"{{TestSettings.Password}}"}""");

    /// <summary>Returns a request for the response to <c>profile/read</c> after a number of point reads.</summary>
    public PreparedRequest Reads(int count) => PreparedRequest.Get(new Uri(process.Url, $"/profile/{count}"));

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
