using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Represents an endpoint's declaration.</summary>
public sealed class EndpointDeclaration : OperationDeclaration
{
    private const string RootNamespace = "Serverless.Api";

    private readonly Lazy<EndpointParameters> _parameters;
    private readonly Lazy<IReadOnlyList<EndpointRoute>> _routes;

    /// <summary>Reads the declaration of an endpoint.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the declaration is invalid, see <see cref="OperationDeclaration"/>.</exception>
    public EndpointDeclaration(Endpoint endpoint)
        : base(endpoint, PathOf(endpoint.GetType(), RootNamespace))
    {
        Endpoint = endpoint;

        // Read on first use, because reading all declarations at start-up would delay the first response.
        _parameters = new(() => new EndpointParameters(endpoint.ParametersType, endpoint.Family));
        _routes = new(() => [.. RoutesOf(endpoint.GetType())]);
    }

    /// <summary>Gets the one instance that carries out all calls.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>Gets the parameters of the endpoint.</summary>
    public EndpointParameters Parameters => _parameters.Value;

    /// <summary>Gets the routes of the endpoint, the documented one first.</summary>
    public IReadOnlyList<EndpointRoute> Routes => _routes.Value;

    /// <summary>
    /// Returns the routes of an endpoint, from its HTTP triggers. The documented route is first, because the names of the others begin with its name.
    /// </summary>
    public static IEnumerable<EndpointRoute> RoutesOf(Type type) =>
        from function in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let name = function.GetCustomAttribute<FunctionAttribute>()?.Name
        where name is not null
        orderby name
        let trigger = function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).Single(trigger => trigger is not null)!
        select new EndpointRoute([.. (trigger.Methods ?? []).Select(verb => verb.ToUpperInvariant())], "/" + trigger.Route);
}

/// <summary>Represents a route of an endpoint.</summary>
/// <param name="Verbs">The HTTP methods, the documented one first; none for all.</param>
/// <param name="Template">The template of the path, as in <c>/api/user/session/{id}</c>.</param>
public sealed record EndpointRoute(IReadOnlyList<string> Verbs, string Template);
