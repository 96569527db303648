using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests passkeys in Chromium, with its virtual authenticator. The steps are in passkeys.mjs.</summary>
public sealed class PasskeyBrowserTests(AzuriteFixture azurite)
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_creates_a_passkey_and_signs_in_with_it()
    {
        var browser = Environment.GetEnvironmentVariable("SERVERLESS_BROWSER") ?? Find();
        Assert.SkipWhen(browser is null, "There is no browser here: install Chromium, or set SERVERLESS_BROWSER to the path of one.");
        var port = FreePort();
        var origin = $"http://localhost:{port}";
        await using var app = new TestApp(azurite) { Settings = { ["Site:Url"] = origin, ["Cors:AllowedOrigins"] = origin } };
        await app.InitializeAsync();

        var outcome = await Run(browser!, port.ToString(CultureInfo.InvariantCulture), app.Http.BaseAddress!.AbsoluteUri);
        Assert.Empty(outcome.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()));
        Assert.Equal(
            """{"created":true,"reason":"second_factor_required","factors":["passkey"],"second":true,"alone":true,"names":["virtual"],"used":true,"again":"InvalidStateError"}""",
            outcome.GetProperty("steps").GetRawText());
    }

    private static async Task<JsonElement> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Repository.PathOf("Functions.Tests/Api/Rpc/Session/passkeys.mjs"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
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
