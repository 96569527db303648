using System.Diagnostics;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Product;

/// <summary>Tests the first <c>dotnet run</c>, which restores, installs and compiles for minutes and must show its progress.</summary>
public sealed class FirstRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serverless-first-run-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Dotnet_run_shows_restore_messages_and_projects()
    {
        File.Copy(Repository.PathOf("Directory.Build.rsp"), Path.Combine(_folder.FullName, "Directory.Build.rsp"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Program.cs"), "System.Console.WriteLine(\"the program\");", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "Small.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <Target Name="Install" BeforeTargets="BeforeBuild"><Message Importance="high" Text="Installing something" /></Target>
            </Project>
            """,
            TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet", ["run"]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_UI_LANGUAGE"] = "en" } };
        using var run = Process.Start(start)!;
        var output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TestTimeout.Length, TestContext.Current.CancellationToken);
        string[] steps = ["Determining projects to restore", "Installing something", "Small -> ", "the program"];
        Assert.Equal(steps.Order(), steps.Where(step => output.Contains(step, StringComparison.Ordinal)).Order());
        Assert.Equal(steps, steps.OrderBy(step => output.IndexOf(step, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_npm_installation_is_announced() =>
        Assert.Contains("<Message Importance=\"high\" Text=\"Installing Azurite (npm ci); this happens once.\" />", Repository.Read("LocalHost/LocalHost.csproj"), StringComparison.Ordinal);
}
