using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Template;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks routes as the Functions host matches them. The host reads <c>functions.metadata</c>, sorts functions by name and tries their routes in that
/// order; the first match wins. These tests do this with the file of this build.
/// </summary>
public sealed partial class RoutesOnTheFunctionsHost
{
    private static readonly IReadOnlyList<Route> Routes = [.. HostMetadata.Functions.SelectMany(Route.Of).OrderBy(route => route.Function, StringComparer.OrdinalIgnoreCase)];

    public static TheoryData<string> Functions => [.. Routes.Select(route => route.Function)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_example_path_reaches_its_own_function(string function)
    {
        var own = Routes.Single(route => route.Function == function);
        foreach (var path in own.Examples())
        {
            Assert.All(own.Verbs, verb => Assert.Equal(function, Routes.First(route => route.Matches(verb, path)).Function));
        }
    }

    [Fact]
    public void Detects_a_wrong_order_of_routes()
    {
        Route[] wrong = [new("a", ["GET"], "things/{id}"), new("b", ["GET"], "things/all")];
        Assert.Equal("a", wrong.First(route => route.Matches("GET", wrong[1].Examples().First())).Function);
    }

    [Fact]
    public void Every_function_of_the_assembly_is_in_the_file_of_the_host() => Assert.Equal(
        Product.Triggers.Select(trigger => trigger.Name).Order(StringComparer.Ordinal),
        HostMetadata.Functions.Select(function => function.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));

    private sealed partial record Route(string Function, IReadOnlyList<string> Verbs, string Template)
    {
        private static readonly string[] AnyVerb = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];

        private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(Template), []);

        public static IEnumerable<Route> Of(JsonElement function)
        {
            foreach (var binding in HostMetadata.Bindings(function, "httpTrigger"))
            {
                var verbs = binding.TryGetProperty("methods", out var methods) ? methods.EnumerateArray().Select(m => m.GetString()!.ToUpperInvariant()).ToList() : [];
                var name = function.GetProperty("name").GetString()!;
                yield return new Route(name, verbs.Count == 0 ? AnyVerb : verbs, binding.TryGetProperty("route", out var route) ? route.GetString()! : name);
            }
        }

        public bool Matches(string verb, string path) => Verbs.Contains(verb) && _matcher.TryMatch("/" + path, []);

        /// <summary>Returns the route with values for its parameters: numbers, words, and more than one segment for a catch-all.</summary>
        public IEnumerable<string> Examples() => new[] { "17", "me", "wechat" }
            .Select(value => Parameter().Replace(Template, match => match.Value.StartsWith("{*", StringComparison.Ordinal) ? $"nothing/like/{value}" : value))
            .Distinct();

        [GeneratedRegex(@"\{[^}]+\}")]
        private static partial Regex Parameter();
    }
}
