using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Api.Shared.Declarations;

/// <summary>All operations by id. Made at start, so that one declared wrongly stops the app and not a call.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, OperationDeclaration> _byId;
    private readonly FrozenDictionary<Type, OperationDeclaration> _byType;

    /// <summary>Reads the declarations.</summary>
    /// <param name="operations">Every class derived from <see cref="Operation"/>.</param>
    public Catalogue(IEnumerable<Operation> operations)
    {
        var declarations = operations.Select(operation => operation.Declare()).ToList();
        _byId = declarations.ToFrozenDictionary(declaration => declaration.Id, StringComparer.Ordinal);
        _byType = declarations.ToFrozenDictionary(declaration => declaration.Operation.GetType());
    }

    /// <summary>Gets all operations, ordered by id.</summary>
    public IEnumerable<OperationDeclaration> Operations => _byId.Values.OrderBy(operation => operation.Id, StringComparer.Ordinal);

    /// <summary>Gets the operations of one kind, ordered by id.</summary>
    public IEnumerable<T> All<T>()
        where T : OperationDeclaration => Operations.OfType<T>();

    /// <summary>Finds an operation that callers name by its id. Ids are case-sensitive. An operation that callers find by a path of its own is not found.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out OperationDeclaration? operation)
    {
        operation = _byId.TryGetValue(id, out var found) && found.IsCalledById ? found : null;
        return operation is not null;
    }

    /// <summary>Gets the declaration of an operation.</summary>
    public OperationDeclaration Of<TOperation>()
        where TOperation : Operation => _byType[typeof(TOperation)];

    /// <summary>Gets the classes of all operations of one kind in this assembly.</summary>
    internal static IEnumerable<Type> TypesOf<T>() => typeof(T).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(T)));
}
