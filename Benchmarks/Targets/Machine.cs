using System.Diagnostics;

namespace Serverless.Benchmarks.Targets;

/// <summary>Where things are, and commands that prepare them.</summary>
internal static class Machine
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A folder for what a run writes; deleted by <see cref="CleanUp"/>.</summary>
    public static string Temporary { get; } = Directory.CreateTempSubdirectory("serverless-benchmarks-").FullName;

    /// <summary>Where a peer can put a database that no other benchmark of this run has.</summary>
    public static string NewDatabase() => Path.Combine(Temporary, $"{Guid.NewGuid():N}.db");

    /// <summary>A path in the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public static async Task Run(string file, IEnumerable<string> arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = TargetProcess.Command(file, arguments, environment);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', start.ArgumentList)} failed:\n{await output}{await errors}");
        }
    }

    /// <summary>Removes what a run wrote.</summary>
    public static void CleanUp() => Directory.Delete(Temporary, recursive: true);

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Serverless.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("The benchmarks run from a checkout of the repository.");
    }
}
