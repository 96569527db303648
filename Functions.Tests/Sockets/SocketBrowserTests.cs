using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Sockets;

/// <summary>Tests the published client over a WebSocket in a browser, on a web page of another origin. The steps are in browser.mjs.</summary>
public sealed class SocketBrowserTests(AzuriteFixture azurite)
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_a_listed_origin_signs_up_calls_and_signs_out()
    {
        var port = FreePort();
        var outcome = await Run(port, allowedOrigin: $"http://127.0.0.1:{port}");
        var steps = outcome.GetProperty("steps");
        Assert.Equal("""{"signUp":200,"signIn":200,"name":true,"refused":-32801,"signOut":200,"after":-32801,"protocol":"ws:"}""", steps.GetRawText());
        Assert.Empty(outcome.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()));
        var sockets = outcome.GetProperty("sockets").EnumerateArray().Select(socket => socket.GetString()!).ToList();
        Assert.True(sockets.Count >= 3, "The client reconnects with its new token, and after the sign-out.");
        Assert.All(sockets, socket => Assert.EndsWith("/api/", socket, StringComparison.Ordinal));
    }

    private async Task<JsonElement> Run(int port, string allowedOrigin)
    {
        var browser = Environment.GetEnvironmentVariable("SERVERLESS_BROWSER") ?? Find();
        Assert.SkipWhen(browser is null, "There is no browser here: install Chromium, or set SERVERLESS_BROWSER to the path of one.");
        await using var app = new TestApp(azurite) { Settings = { ["Cors:AllowedOrigins"] = allowedOrigin } };
        await app.InitializeAsync();
        string[] arguments = [Repository.PathOf("Functions.Tests/Sockets/browser.mjs"), browser!, port.ToString(CultureInfo.InvariantCulture), new UriBuilder(app.Http.BaseAddress!) { Scheme = "ws", Path = "/api/" }.Uri.AbsoluteUri];
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, error) = (node.StandardOutput.ReadToEndAsync(Stop), node.StandardError.ReadToEndAsync(Stop));
            await node.WaitForExitAsync(Stop).WaitAsync(TestTimeout.Length, Stop);
            Assert.True(node.ExitCode == 0, await error);
            return JsonElement.Parse(await output);
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Returns a free port. The app's settings need the origin of the page, so the port is chosen before the page is served.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Browsers.Select(browser => Path.Combine(folder, browser)))
        .FirstOrDefault(File.Exists);
}
