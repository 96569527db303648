using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Harness;

/// <summary>Runs scripts of Node.js that drive a browser.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Returns the path of a browser. Skips the test if there is none.</summary>
    public static string Path()
    {
        var browser = Environment.GetEnvironmentVariable("SERVERLESS_BROWSER") ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "There is no browser here: install Chromium, or set SERVERLESS_BROWSER to the path of one.");
        return browser!;
    }

    /// <summary>Runs a script and returns its output. The script must succeed. Each of its steps has <see cref="TestTimeout.Length"/>, and all together have ten times as long.</summary>
    /// <param name="script">The path of the script in the repository.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<string> Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Repository.PathOf(script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        try
        {
            var (output, error) = (node.StandardOutput.ReadToEndAsync(Stop), node.StandardError.ReadToEndAsync(Stop));
            await node.WaitForExitAsync(Stop).WaitAsync(10 * TestTimeout.Length, Stop);
            Assert.True(node.ExitCode == 0, await error);
            return await output;
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Returns a free port, for an app whose settings need the origin of a page before the page is served.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
