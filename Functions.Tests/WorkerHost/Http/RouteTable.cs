using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;

namespace Serverless.WorkerHosting.Http;

/// <summary>
/// Builds the routes of HTTP functions in the order in which the host tries them: by the names of the functions, ignoring case. The first route that
/// matches the path and the verb wins, however general it is.
/// </summary>
internal static class RouteTable
{
    public static IRouter Of(IEnumerable<HostedFunction> functions, string prefix, IInlineConstraintResolver constraints, Func<HttpContext, HostedFunction, Task> run)
    {
        var routes = new RouteCollection();
        foreach (var function in functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase))
        {
            var verbs = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
            if (function.Texts("methods") is { Count: > 0 } methods)
            {
                verbs["httpMethod"] = new HttpMethodRouteConstraint([.. methods]);
            }

            routes.Add(new Route(
                new RouteHandler(context => run(context, function)),
                function.Name,
                $"{prefix.Trim('/')}/{function.Text("route") ?? function.Name}".TrimStart('/'),
                defaults: null,
                constraints: verbs,
                dataTokens: null,
                constraints));
        }

        return routes;
    }
}
