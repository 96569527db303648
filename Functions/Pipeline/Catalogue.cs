using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Pipeline;

/// <summary>All API methods by id. Made at start, so that a method declared wrongly stops the app and not a call.</summary>
/// <param name="methods">Every class derived from <see cref="Method"/>.</param>
public sealed class Catalogue(IEnumerable<Method> methods)
{
    private readonly FrozenDictionary<string, MethodDeclaration> _methods =
        methods.Select(method => new MethodDeclaration(method)).ToFrozenDictionary(method => method.Id, StringComparer.Ordinal);

    /// <summary>The methods, ordered by id.</summary>
    public IEnumerable<MethodDeclaration> Methods => _methods.Values.OrderBy(method => method.Id, StringComparer.Ordinal);

    /// <summary>Finds a method; ids are case-sensitive.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out MethodDeclaration? method) => _methods.TryGetValue(id, out method);

    /// <summary>The classes of all methods in this assembly.</summary>
    internal static IEnumerable<Type> MethodTypes =>
        typeof(Method).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Method)));
}
