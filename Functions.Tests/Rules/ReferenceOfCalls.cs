using System.Reflection;
using System.Text;
using System.Text.Json;
using Serverless.Api.OpenApi;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Checks that the tables of methods and endpoints in docs/reference match the code from which they are generated.</summary>
public sealed class ReferenceOfCalls(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly NullabilityInfoContext Nullability = new();

    private readonly TestApp _app = new(azurite);

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    [Trait("Category", Generated.Category)]
    public void The_table_of_methods_is_current()
    {
        var docs = new XmlDocs();
        var table = new StringBuilder("| method | parameters | permission | what it does |\n|---|---|---|---|\n");
        foreach (var method in _app.Get<Catalogue>().All<MethodDeclaration>())
        {
            var summary = docs.Summary(method.Method.GetType()).Replace("|", @"\|", StringComparison.Ordinal);
            table.Append($"| `{method.Id}` | {Parameters(method)} | {Needs(method)} | {summary} |\n");
        }

        new DocPage("docs/reference/methods.md").AssertGenerated("methods", table.ToString());
    }

    [Fact]
    [Trait("Category", Generated.Category)]
    public void The_table_of_endpoints_is_current()
    {
        var docs = new XmlDocs();
        var table = new StringBuilder("| endpoint | fields | permission | what it does |\n|---|---|---|---|\n");
        foreach (var endpoint in _app.Get<Catalogue>().All<EndpointDeclaration>())
        {
            var names = endpoint.Parameters.All.Where(parameter => !parameter.IsIn(endpoint.Routes[0].Template)).Select(parameter => $"`{parameter.Name}{(parameter.IsRequired ? "" : "?")}`");
            var fields = string.Join(", ", names) is { Length: > 0 } list ? list : "none";
            var summary = docs.Summary(endpoint.Endpoint.GetType()).Replace("|", @"\|", StringComparison.Ordinal);
            table.Append($"| {string.Join("<br>", endpoint.Routes.Select(Place))} | {fields} | {Needs(endpoint)} | {summary} |\n");
        }

        new DocPage("docs/reference/endpoints.md").AssertGenerated("endpoints", table.ToString());
    }

    /// <summary>Returns the permissions of an operation, and whether it needs a fresh session.</summary>
    private static string Needs(OperationDeclaration operation) =>
        string.Join(", ", operation.Permissions.Select(Permission.Describe)) + operation.FreshSession switch
        {
            FreshSessionRule.Always => "; fresh",
            FreshSessionRule.IfConfigured => "; fresh if set",
            _ => "",
        };

    private static string Place(EndpointRoute route) => $"`{(route.Verbs.Count == 0 ? "ANY" : route.Verbs[0])} {route.Template}`";

    private static string Parameters(MethodDeclaration method)
    {
        var names = Members(method.Method.ParametersType);
        var all = method.IsUpload ? names.Prepend("file") : names;
        return string.Join(", ", all.Select(name => $"`{name}`")) is { Length: > 0 } list ? list : "none";
    }

    private static IEnumerable<string> Members(Type record) => record.GetConstructors()[0].GetParameters().Select(Member);

    /// <summary>Returns a name as on the wire. A question mark marks an optional member; braces list the members of an object.</summary>
    private static string Member(ParameterInfo member)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name!);
        var isOptional = Nullability.Create(member).WriteState == NullabilityState.Nullable;
        var isObject = member.ParameterType.Assembly == typeof(RpcMethod).Assembly;
        return name + (isOptional ? "?" : "") + (isObject ? $" {{{string.Join(", ", Members(member.ParameterType))}}}" : "");
    }
}
