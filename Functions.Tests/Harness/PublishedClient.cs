using System.Diagnostics;
using System.Text.Json;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Harness;

/// <summary>Runs clients of the API that are published on npm: scripts in the folder PublishedClient that print one JSON line for each step.</summary>
internal static class PublishedClient
{
    /// <summary>Returns the output of a script, line by line.</summary>
    public static async Task<string[]> Run(Uri server, string rootPassword, string script)
    {
        var start = new ProcessStartInfo("node", [PathOf(script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var client = Process.Start(start)!;
        await client.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { url = server.GetLeftPart(UriPartial.Authority), root = rootPassword }));
        client.StandardInput.Close();
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await client.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TestTimeout.Length, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            client.Kill(entireProcessTree: true);
        }

        Assert.True(client.ExitCode == 0, await output + await errors);
        return Lines(await output);
    }

    /// <summary>Returns the expected output of a script.</summary>
    public static async Task<string[]> Expected(string file) => Lines(await File.ReadAllTextAsync(PathOf(file), TestContext.Current.CancellationToken));

    private static string PathOf(string file) => Repository.PathOf("Functions.Tests/PublishedClient/" + file);

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
