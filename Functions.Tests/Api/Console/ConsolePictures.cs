using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.Console;

/// <summary>Takes the pictures of README.md: the console with the data of <c>--demo</c>, in light and dark. Run it with <c>-class '*ConsolePictures' -explicit only</c>.</summary>
public sealed class ConsolePictures(AzuriteFixture azurite)
{
    private const long Largest = 150_000;
    private const string Page = "dashboard";

    private static readonly string[] Files = ["docs/pictures/console-light.png", "docs/pictures/console-dark.png"];

    [Fact]
    public void The_pictures_of_the_readme_exist_and_are_small()
    {
        var readme = Repository.Read("README.md");
        Assert.All(Files, file =>
        {
            Assert.Contains(file, readme, StringComparison.Ordinal);
            Assert.InRange(new FileInfo(Repository.PathOf(file)).Length, 1, Largest);
        });
    }

    [Fact(Explicit = true)]
    public async Task Takes_the_pictures_of_the_readme()
    {
        var browser = Browser.Path();
        await using var app = new TestApp(azurite);
        var (exitCode, output) = await ProductProcess.RunToEnd(["--demo", $"--Root:Password={TestApp.RootPassword}", .. TestApp.Storage(azurite, app.Prefix)]);
        Assert.True(exitCode == 0, output);
        await app.InitializeAsync();
        var root = await Given.Session(app.Rpc, "root", TestApp.RootPassword);
        Directory.CreateDirectory(Repository.PathOf("docs/pictures"));
        await Browser.Run("Functions.Tests/Api/Console/browser/pictures.mjs", browser, app.Http.BaseAddress!.AbsoluteUri, root.Token!, Page, Repository.PathOf("docs/pictures"));
    }
}
