using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Console;

namespace Serverless.Tests.Api.Console;

/// <summary>Tests the files that the build of the console embeds.</summary>
public sealed class ConsoleFilesTests
{
    private const int LargestFirstLoad = 120_000;

    [Fact]
    public void The_first_load_has_at_most_120_kilobytes()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith("console/", StringComparison.Ordinal)).ToList();
        foreach (var encoding in (string[])[".br", ".gz"])
        {
            var sizes = files.Where(name => name.EndsWith(encoding, StringComparison.Ordinal)).Select(name => assembly.GetManifestResourceStream(name)!.Length).ToList();
            Assert.True(sizes.Count >= 4, "The console consists of a page, a style, a script and languages.");
            Assert.InRange(sizes.Sum(), 1, LargestFirstLoad); // all files together, so the first load has fewer
        }
    }

    [Fact]
    public async Task An_app_that_was_built_without_the_console_returns_instructions()
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        http.Request.Path = "/console/";
        using var body = new MemoryStream();
        http.Response.Body = body;

        var files = new ConsoleFiles(typeof(ConsoleFilesTests).Assembly); // has no files of the console
        await new ConsolePage(files).Run(http.Request).ExecuteAsync(http);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, http.Response.StatusCode);
        Assert.Contains("Install Node.js 20 or newer", System.Text.Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }
}
