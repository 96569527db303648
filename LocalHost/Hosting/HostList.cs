using System.Reflection;
using System.Text.Json;

namespace Serverless.LocalHost;

/// <summary>
/// Reads the functions from <c>functions.metadata</c>, which the build writes for the real host. To search all classes of a large app for them takes 20 ms
/// and 3 MB more.
/// </summary>
internal static class HostList
{
    /// <summary>Selects the methods of a class that can be functions.</summary>
    public const BindingFlags Callable = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Returns the functions of an assembly. Returns null if the file is missing or describes other functions.</summary>
    public static IReadOnlyList<(string Name, MethodInfo Method)>? Of(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "functions.metadata");
        if (!File.Exists(path))
        {
            return null;
        }

        using var list = JsonDocument.Parse(File.ReadAllBytes(path));
        var functions = new List<(string Name, MethodInfo Method)>();
        foreach (var function in list.RootElement.EnumerateArray())
        {
            if (function.GetProperty("scriptFile").GetString() != assembly.ManifestModule.ScopeName || Method(assembly, function.GetProperty("entryPoint").GetString()!) is not { } method)
            {
                return null;
            }

            functions.Add((function.GetProperty("name").GetString()!, method));
        }

        return functions;
    }

    private static MethodInfo? Method(Assembly assembly, string entryPoint)
    {
        var dot = entryPoint.LastIndexOf('.');
        return assembly.GetType(entryPoint[..dot])?.GetMethod(entryPoint[(dot + 1)..], Callable);
    }
}
