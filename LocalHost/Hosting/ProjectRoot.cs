namespace Serverless.LocalHost;

/// <summary>Finds the folder with host.json, the settings and node_modules.</summary>
internal static class ProjectRoot
{
    /// <summary>
    /// Returns the nearest folder above the current directory, otherwise above the program, that has host.json and local.settings.sample.json.
    /// Without one, returns the program's own folder, as in a container.
    /// </summary>
    public static string Find() =>
        Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory) ?? AppContext.BaseDirectory;

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "host.json")) && File.Exists(Path.Combine(at.FullName, "local.settings.sample.json")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
