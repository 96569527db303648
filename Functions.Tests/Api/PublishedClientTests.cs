using System.Diagnostics;
using System.Text.Json;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api;

/// <summary>The published client of this API, as npm has it, works against this server: see PublishedClient/client.mjs for what it does.</summary>
public sealed class PublishedClientTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task It_works_unchanged() =>
        Assert.Equal(Lines(await System.IO.File.ReadAllTextAsync(ReadmeFile.PathOf("Functions.Tests/PublishedClient/expected.jsonl"), TestContext.Current.CancellationToken)), Lines(await Run()));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> Run()
    {
        var start = new ProcessStartInfo("node", [ReadmeFile.PathOf("Functions.Tests/PublishedClient/client.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var client = Process.Start(start)!;
        await client.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { url = app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), root = TestApp.RootPassword }));
        client.StandardInput.Close();
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await client.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            client.Kill(entireProcessTree: true);
        }

        Assert.True(client.ExitCode == 0, await output + await errors);
        return await output;
    }
}
