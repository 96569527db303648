namespace Serverless.Operator;

/// <summary>Creates the files of an export. They are as secret as the database, so only their owner may read them, whatever the umask.</summary>
internal static class ExportFolder
{
    /// <summary>The suffix of a file until it is complete.</summary>
    public const string Part = ".part";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates the folder with mode 0700, or removes other users' access from an existing one.</summary>
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

    /// <summary>Renames a complete file to its final name, after its content has reached the disk.</summary>
    public static async Task Complete(FileStream target, string file, CancellationToken cancellation)
    {
        await target.FlushAsync(cancellation);
        // Only the synchronous call flushes to the disk.
#pragma warning disable CA1849
        target.Flush(flushToDisk: true);
#pragma warning restore CA1849
        await target.DisposeAsync();
        File.Move(file + Part, file, overwrite: true);
    }
}
