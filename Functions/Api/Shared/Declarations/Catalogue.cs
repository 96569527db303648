using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Api.Shared.Declarations;

/// <summary>Contains all operations by id. It is created at start-up, so that an invalid declaration stops the app instead of failing a call.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, OperationDeclaration> _byId;
    private readonly FrozenDictionary<Type, OperationDeclaration> _byType;

    /// <summary>Creates the catalogue from the declarations of the operations.</summary>
    /// <param name="operations">One instance of every class derived from <see cref="Operation"/>.</param>
    public Catalogue(IEnumerable<Operation> operations)
    {
        var declarations = operations.Select(operation => operation.Declare()).ToList();
        _byId = declarations.ToFrozenDictionary(declaration => declaration.Id, StringComparer.Ordinal);
        _byType = declarations.ToFrozenDictionary(declaration => declaration.Operation.GetType());
    }

    /// <summary>Gets all operations, ordered by id.</summary>
    public IEnumerable<OperationDeclaration> Operations => _byId.Values.OrderBy(operation => operation.Id, StringComparer.Ordinal);

    /// <summary>Returns the operations of one kind, ordered by id.</summary>
    public IEnumerable<T> All<T>()
        where T : OperationDeclaration => Operations.OfType<T>();

    /// <summary>Finds an operation by its id, which is case-sensitive. Operations that are called by a path of their own are not found.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out OperationDeclaration? operation)
    {
        operation = _byId.TryGetValue(id, out var found) && found.IsCalledById ? found : null;
        return operation is not null;
    }

    /// <summary>Finds an operation of one kind by its id, see <see cref="TryFind"/>. Returns null if there is none.</summary>
    public T? Find<T>(string id)
        where T : OperationDeclaration => TryFind(id, out var operation) ? operation as T : null;

    /// <summary>Returns the declaration of an operation.</summary>
    /// <typeparam name="TOperation">The operation.</typeparam>
    /// <typeparam name="TDeclaration">The kind of its declaration.</typeparam>
    public TDeclaration Of<TOperation, TDeclaration>()
        where TOperation : Operation
        where TDeclaration : OperationDeclaration => (TDeclaration)_byType[typeof(TOperation)];

    /// <summary>Returns the classes of all operations of one kind in this assembly. They are public; to load the others, too, would take the start 50 ms and 8 MB.</summary>
    internal static IEnumerable<Type> TypesOf<T>() => typeof(T).Assembly.GetExportedTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(T)));
}
