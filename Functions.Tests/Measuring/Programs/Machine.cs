using System.Diagnostics;

namespace Serverless.Measuring.Programs;

/// <summary>Contains paths of the repository and of temporary files, and runs the commands that prepare them.</summary>
internal static class Machine
{
    /// <summary>Gets the folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Gets a folder for temporary files of a run; deleted by <see cref="CleanUp"/>.</summary>
    public static string Temporary { get; } = Directory.CreateTempSubdirectory("serverless-benchmarks-").FullName;

    /// <summary>Returns a path for the database of a peer, unique in this run.</summary>
    public static string NewDatabase() => Path.Combine(Temporary, $"{Guid.NewGuid():N}.db");

    /// <summary>Returns a path in the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Runs a command and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the command fails; the message contains its output.</exception>
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

    /// <summary>Deletes the temporary files of the run.</summary>
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

        throw new InvalidOperationException("This runs from a checkout of the repository.");
    }
}
