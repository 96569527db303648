namespace Serverless.Operator;

/// <summary>Files of an export. They are as secret as the database, so only their owner may read them, whatever the umask says.</summary>
internal static class ExportFolder
{
    /// <summary>What a file is called until it is complete.</summary>
    public const string Part = ".part";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates the folder with mode 0700, or takes other people's access from one that exists.</summary>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        File.SetUnixFileMode(folder, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for writing, with mode 0600.</summary>
    public static FileStream Open(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return new FileStream(file, options);
    }

    /// <summary>Gives a complete file its name, after its content has reached the disk.</summary>
    public static async Task Complete(FileStream target, string file, CancellationToken cancellation)
    {
        await target.FlushAsync(cancellation);
        // Only the synchronous call reaches the disk.
#pragma warning disable CA1849
        target.Flush(flushToDisk: true);
#pragma warning restore CA1849
        await target.DisposeAsync();
        File.Move(file + Part, file, overwrite: true);
    }
}
