using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>The functions of an app.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<LocalFunction> functions)
{
    public IReadOnlyList<LocalFunction> All => functions;

    /// <summary>Finds the functions of an assembly: those in the list of the build, or otherwise those in public classes.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="within">Only classes in this namespace, below it, or (nested) in this class; all if null.</param>
    /// <exception cref="LocalHostException">Two functions have the same name, or a function is malformed.</exception>
    public static FunctionCatalog Of(Assembly assembly, string? within)
    {
        LocalFunction[] functions =
        [
            .. from function in HostList.Of(assembly) ?? Declared(assembly)
               where IsWithin(function.Method.DeclaringType!, within)
               select new LocalFunction(function.Name, function.Method),
        ];
        return functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new LocalHostException($"Two functions are named {twice.Key}: {string.Join(", ", twice.Select(f => f.EntryPoint))}.")
            : new FunctionCatalog(functions);
    }

    /// <summary>Returns the functions without those that a setting <c>AzureWebJobs.name.Disabled</c> disables, as in the real host.</summary>
    public FunctionCatalog Enabled(IConfiguration configuration) =>
        new([.. functions.Where(function => !bool.TryParse(configuration[$"AzureWebJobs.{function.Name}.Disabled"], out var disabled) || !disabled)]);

    /// <summary>Finds the methods that the generated code of the real worker could call, by their attributes.</summary>
    internal static IEnumerable<(string Name, MethodInfo Method)> Declared(Assembly assembly) =>
        from type in assembly.GetExportedTypes() // classes of functions are public; to load the others, of lambdas and async methods, takes longer than all else
        where type.IsClass
        from method in type.GetMethods(HostList.Callable)
        let function = method.IsSpecialName ? null : method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (function.Name, method);

    private static bool IsWithin(Type type, string? within) =>
        within is null || type.FullName is { } name && name.StartsWith(within, StringComparison.Ordinal)
        && (name.Length == within.Length || name[within.Length] is '.' or '+');
}
