using System.Reflection;
using Serverless.Api.Shared.Http;

namespace Serverless.Api.Console;

/// <summary>
/// Holds the files of the console, which its build embeds into an assembly: resources <c>console/&lt;path&gt;.br</c> and <c>.gz</c>. An app that was built
/// without Node.js has none.
/// </summary>
public sealed class ConsoleFiles(Assembly assembly)
{
    private const string Root = "console/";
    private const string Brotli = ".br";
    private const string Gzip = ".gz";

    private readonly Dictionary<string, PrecompressedFile> _files = assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Root, StringComparison.Ordinal) && name.EndsWith(Brotli, StringComparison.Ordinal))
        .Select(name => name[Root.Length..^Brotli.Length])
        .ToDictionary(path => path, path => new PrecompressedFile(ContentType(path), () => Read(assembly, Root + path + Brotli), () => Read(assembly, Root + path + Gzip)), StringComparer.Ordinal);

    /// <summary>Gets the files of this app.</summary>
    public static ConsoleFiles Own { get; } = new(typeof(ConsoleFiles).Assembly);

    /// <summary>Gets the path of the console, without a slash at the beginning; null if the app was built without the console.</summary>
    public static string? Address => Own.Page is null ? null : Root;

    /// <summary>Gets the page; null if the app was built without the console.</summary>
    public PrecompressedFile? Page => Find("index.html");

    /// <summary>Returns a file; null if there is none at this path.</summary>
    /// <param name="path">The path below the folder of the console, such as <c>assets/app-ABC.js</c>.</param>
    public PrecompressedFile? Find(string path) => _files.GetValueOrDefault(path);

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        var other => throw new NotSupportedException($"The console has a file of the unknown kind {other}."),
    };

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource {resource}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
