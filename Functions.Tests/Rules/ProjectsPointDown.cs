using System.Xml.Linq;

namespace Serverless.Tests.Rules;

/// <summary>Checks which project uses which. The tests need no benchmark, and no project of the product needs a test.</summary>
public sealed class ProjectsPointDown
{
    [Theory]
    [InlineData("LocalHost/LocalHost.csproj")]
    [InlineData("Functions/Functions.csproj", "LocalHost")]
    [InlineData("Functions.Tests/WorkerHost/WorkerHost.csproj")]
    [InlineData("Functions.Tests/Measuring/Measuring.csproj", "Functions", "LocalHost")]
    [InlineData("Functions.Tests/Functions.Tests.csproj", "Functions", "LocalHost", "Measuring", "WorkerHost")]
    [InlineData("Benchmarks/Benchmarks.csproj", "Functions", "LocalHost", "Measuring", "WorkerHost")]
    public void A_project_uses_only_the_projects_below_it(string project, params string[] allowed)
    {
        var used = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Equal(allowed, used.Order(StringComparer.Ordinal));
    }
}
