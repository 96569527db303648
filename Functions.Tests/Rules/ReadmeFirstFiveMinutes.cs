using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Runs every command of the shell session in README.md in one bash, and compares its output.</summary>
public sealed class ReadmeFirstFiveMinutes(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Prompt = "$ ";

    private readonly TestApp _app = new(azurite) { Settings = { ["RateLimits:Enabled"] = "true" } }; // as a reader runs it
    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-readme-").FullName;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        Directory.CreateSymbolicLink(Path.Combine(_folder, ".mail"), _app.MailDirectory);
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Every_command_of_the_readme_prints_the_documented_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The session is for bash.");
        var steps = Steps(new DocPage("README.md").Section("The first five minutes"));
        Assert.True(steps.Count > 10, "There is hardly a session in README.md.");

        var outputs = await Run(steps);
        for (var i = 0; i < steps.Count; i++)
        {
            var (command, promised) = steps[i];
            var printed = i < outputs.Length ? outputs[i].TrimEnd('\n') : "(nothing: bash ended before)";
            Assert.True(Pattern(promised).IsMatch(printed), $"README.md promises of\n  {command}\nthis:\n{promised}\nbut it prints:\n{printed}");
        }
    }

    /// <summary>Returns the commands of all <c>console</c> blocks, each with the lines that follow it.</summary>
    private static List<(string Command, string Promised)> Steps(string section)
    {
        var steps = new List<(string Command, string Promised)>();
        foreach (Match block in Regex.Matches(section, "^```console\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            foreach (var line in block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.StartsWith(Prompt, StringComparison.Ordinal))
                {
                    steps.Add((line[Prompt.Length..], ""));
                }
                else
                {
                    var (command, promised) = steps[^1];
                    steps[^1] = (command, promised.Length == 0 ? line : $"{promised}\n{line}");
                }
            }
        }

        return steps;
    }

    /// <summary>Returns a pattern in which "..." stands for any text within a line.</summary>
    private static Regex Pattern(string promised) =>
        new(@"\A" + Regex.Escape(promised).Replace(@"\.\.\.", "[^\n]*", StringComparison.Ordinal) + @"\z", RegexOptions.CultureInvariant);

    private async Task<string[]> Run(List<(string Command, string Promised)> steps)
    {
        const string EndOfStep = "--- end of step ---";
        var script = new StringBuilder("exec 2>&1\n");
        foreach (var (command, _) in steps)
        {
            script.Append(command.Replace("127.0.0.1:7071", _app.Http.BaseAddress!.Authority, StringComparison.Ordinal)).Append('\n');
            script.Append("echo '").Append(EndOfStep).Append("'\n");
        }

        var start = new ProcessStartInfo("bash") { ArgumentList = { "--noprofile", "--norc" }, WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TestTimeout.Length);
        var output = new StringBuilder();
        try
        {
            await bash.StandardInput.WriteAsync(script, timeout.Token);
            bash.StandardInput.Close();
            while (await bash.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                output.Append(line).Append('\n');
            }

            await bash.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            Assert.Fail($"The session of README.md did not end within {TestTimeout.Length.TotalSeconds} s. It had printed:\n{output}");
        }

        return output.ToString().Replace(_app.Http.BaseAddress!.Authority, "127.0.0.1:7071", StringComparison.Ordinal).Split(EndOfStep + "\n");
    }
}
