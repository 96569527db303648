using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>The verbs and the path of an HTTP function.</summary>
internal sealed record HttpRoute(LocalFunction Function, IReadOnlyList<string> Verbs, string Path)
{
    /// <summary>
    /// Returns the routes of all HTTP functions in the order in which the Functions host tries them: by function name, ignoring case. The first
    /// route that matches path and verb wins. A literal segment does not come before a parameter or a catch-all.
    /// </summary>
    /// <exception cref="LocalHostException">Two functions have the same verb and path, or a template is malformed.</exception>
    public static IReadOnlyList<HttpRoute> Of(FunctionCatalog catalog, IConfiguration configuration)
    {
        // The real host's default without a value in host.json.
        var prefix = (configuration[$"{Settings.HostJson}:extensions:http:routePrefix"] ?? "api").Trim('/');
        var routes = new List<HttpRoute>();
        foreach (var function in catalog.All.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (function.Trigger is HttpTriggerAttribute trigger)
            {
                string[] verbs = [.. (trigger.Methods ?? []).Select(m => m.ToUpperInvariant()).Order(StringComparer.Ordinal)];
                routes.Add(new HttpRoute(function, verbs, $"{prefix}/{Text(function)}".Trim('/')));
            }
        }

        foreach (var same in routes.GroupBy(r => r.Path, StringComparer.OrdinalIgnoreCase))
        {
            if (same.SelectMany(r => r.Verbs.DefaultIfEmpty("*")).GroupBy(v => v, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw new LocalHostException(
                    $"Functions {string.Join(" and ", same.Select(r => r.Function.Name))} answer the same call: {twice.Key} /{same.Key}.");
            }
        }

        return routes;
    }

    /// <summary>Returns the parsed template, without the prefix.</summary>
    /// <exception cref="LocalHostException">The template is malformed.</exception>
    public static RoutePattern Template(LocalFunction function)
    {
        try
        {
            return RoutePatternFactory.Parse(Text(function));
        }
        catch (RoutePatternException e)
        {
            throw new LocalHostException($"Function {function.Name}: route '{e.Pattern}': {e.Message}", e);
        }
    }

    private static string Text(LocalFunction function) => (((HttpTriggerAttribute)function.Trigger).Route ?? function.Name).Trim('/');
}
