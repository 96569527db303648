using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Serverless.Rest;

namespace Serverless.Pipeline;

/// <summary>All operations by id. Made at start, so that one declared wrongly stops the app and not a call.</summary>
/// <param name="methods">Every class derived from <see cref="Method"/>.</param>
/// <param name="endpoints">Every class derived from <see cref="Endpoint"/>.</param>
public sealed class Catalogue(IEnumerable<Method> methods, IEnumerable<Endpoint> endpoints)
{
    private readonly FrozenDictionary<string, MethodDeclaration> _methods =
        methods.Select(method => new MethodDeclaration(method)).ToFrozenDictionary(method => method.Id, StringComparer.Ordinal);

    private readonly FrozenDictionary<Type, EndpointDeclaration> _endpoints =
        endpoints.ToFrozenDictionary(endpoint => endpoint.GetType(), endpoint => new EndpointDeclaration(endpoint));

    /// <summary>The methods of the RPC family, ordered by id.</summary>
    public IEnumerable<MethodDeclaration> Methods => _methods.Values.OrderBy(method => method.Id, StringComparer.Ordinal);

    /// <summary>The endpoints of the other families, ordered by id.</summary>
    public IEnumerable<EndpointDeclaration> Endpoints => _endpoints.Values.OrderBy(endpoint => endpoint.Id, StringComparer.Ordinal);

    /// <summary>Methods and endpoints, ordered by id.</summary>
    public IEnumerable<OperationDeclaration> Operations => Methods.Concat<OperationDeclaration>(Endpoints).OrderBy(operation => operation.Id, StringComparer.Ordinal);

    /// <summary>Finds a method; ids are case-sensitive. Endpoints have addresses of their own and are not found here.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out MethodDeclaration? method) => _methods.TryGetValue(id, out method);

    /// <summary>The declaration of an endpoint.</summary>
    public EndpointDeclaration Of<TEndpoint>()
        where TEndpoint : Endpoint => _endpoints[typeof(TEndpoint)];

    /// <summary>Whether there is an operation with this id.</summary>
    public bool Has(string id) => _methods.ContainsKey(id) || _endpoints.Values.Any(endpoint => endpoint.Id == id);

    /// <summary>The classes of all methods in this assembly.</summary>
    internal static IEnumerable<Type> MethodTypes => TypesOf<Method>();

    /// <summary>The classes of all endpoints in this assembly.</summary>
    internal static IEnumerable<Type> EndpointTypes => TypesOf<Endpoint>();

    private static IEnumerable<Type> TypesOf<T>() => typeof(T).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(T)));
}
