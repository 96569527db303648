using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Lists the verbs that have an endpoint on a path, for the header <c>Allow</c>.</summary>
public sealed class AllowedVerbs(Catalogue catalogue)
{
    // Parsed on first use, because parsing all templates at start-up would delay the first response.
    private readonly Lazy<(TemplateMatcher Path, IReadOnlyList<string> Verbs)[]> _routes = new(() =>
    [
        .. from endpoint in catalogue.All<EndpointDeclaration>()
           from route in endpoint.Routes
           select (new TemplateMatcher(TemplateParser.Parse(route.Template[1..]), []), route.Verbs),
    ]);

    /// <summary>Returns the verbs of a path as the header lists them; null if no endpoint has this path.</summary>
    public string? Of(PathString path)
    {
        var verbs = _routes.Value.Where(route => route.Path.TryMatch(path, [])).SelectMany(route => route.Verbs).Distinct().Order(StringComparer.Ordinal);
        return string.Join(", ", verbs) is { Length: > 0 } list ? list : null;
    }
}
