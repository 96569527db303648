using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>What is known of an endpoint from its declaration.</summary>
public sealed class EndpointDeclaration : OperationDeclaration
{
    private const string RootNamespace = "Serverless.Api";

    private readonly Lazy<EndpointParameters> _parameters;
    private readonly Lazy<IReadOnlyList<EndpointRoute>> _routes;

    /// <summary>Reads the declaration of an endpoint.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="OperationDeclaration"/>.</exception>
    public EndpointDeclaration(Endpoint endpoint)
        : base(endpoint, PathOf(endpoint.GetType(), RootNamespace))
    {
        Endpoint = endpoint;

        // On first use: reading everything at start would delay the first answer.
        _parameters = new(() => new EndpointParameters(endpoint.ParametersType, endpoint.Family));
        _routes = new(() => [.. RoutesOf(endpoint.GetType())]);
    }

    /// <summary>The one instance that carries out all calls.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>What the endpoint takes.</summary>
    public EndpointParameters Parameters => _parameters.Value;

    /// <summary>Where clients find it, the documented path first.</summary>
    public IReadOnlyList<EndpointRoute> Routes => _routes.Value;

    /// <summary>Gets the paths of an endpoint, by its HTTP triggers. The documented one is first: the names of the others begin with its name.</summary>
    public static IEnumerable<EndpointRoute> RoutesOf(Type type) =>
        from function in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let name = function.GetCustomAttribute<FunctionAttribute>()?.Name
        where name is not null
        orderby name
        let trigger = function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).Single(trigger => trigger is not null)!
        select new EndpointRoute([.. (trigger.Methods ?? []).Select(verb => verb.ToUpperInvariant())], "/" + trigger.Route);
}

/// <summary>A place of an endpoint.</summary>
/// <param name="Verbs">The HTTP methods, the documented one first; none for all.</param>
/// <param name="Template">As in <c>/api/user/session/{id}</c>.</param>
public sealed record EndpointRoute(IReadOnlyList<string> Verbs, string Template);
