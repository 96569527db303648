using Serverless.Api.OpenApi;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.OpenApi;

/// <summary>Checks that the page of reasons agrees with the code.</summary>
public sealed class ErrorsPageTests
{
    private static string Path => Repository.PathOf("docs/reference/errors.md");

    [Fact]
    public void The_page_in_the_repository_is_current()
    {
        var made = ErrorsPage.Write(new XmlDocs());
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            File.WriteAllText(Path, made);
        }

        Assert.True(File.Exists(Path) && made == File.ReadAllText(Path).ReplaceLineEndings("\n"), "docs/reference/errors.md is out of date. Write it with: UPDATE_GENERATED=1 dotnet test");
    }
}
