using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Checks the endpoints of the REST families: one verb per file, folder and file name = id, and every trigger of an endpoint is in its file.</summary>
public sealed class EveryEndpointIsFoundByItsPath(TestApp app) : IClassFixture<TestApp>
{
    /// <summary>Endpoints that need no credential. An endpoint is added to this list by a decision, not by mistake.</summary>
    private static readonly string[] Open =
    [
        "/accounts/reset-password",
        "/accounts/sign-in-with",
        "/accounts/sign-up",
        "/accounts/sign-up-temporarily",
        "/sessions/hello",
        "/sessions/sign-in",
        "/sessions/sign-up",
        "/sessions/version5/sign-in",
    ];

    public static TheoryData<string> Endpoints => [.. Product.Endpoints.Select(type => type.FullName!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void File_namespace_id_and_function_names_agree(string name)
    {
        var endpoint = app.Get<Catalogue>().All<EndpointDeclaration>().Single(endpoint => endpoint.Endpoint.GetType().FullName == name);
        Assert.StartsWith("Serverless.Api.", name, StringComparison.Ordinal);
        Assert.Contains($"Functions/{name["Serverless.".Length..].Replace('.', '/')}.cs", Repository.Files);

        var triggers = Product.Triggers.Where(trigger => trigger.Function.DeclaringType == endpoint.Endpoint.GetType()).ToList();
        Assert.NotEmpty(triggers);
        Assert.All(triggers, trigger => Assert.StartsWith(endpoint.Id[1..].Replace('/', '-'), trigger.Name, StringComparison.Ordinal));
        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, HttpTrigger(trigger.Function).AuthLevel));
        Assert.Equal(triggers.Count, endpoint.Routes.Count);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Every_path_of_an_endpoint_belongs_to_its_family(string name)
    {
        var endpoint = app.Get<Catalogue>().All<EndpointDeclaration>().Single(endpoint => endpoint.Endpoint.GetType().FullName == name);
        Assert.All(endpoint.Routes, route => Assert.True(route.Template == "/api" || app.Get<Families>().Of(route.Template) == endpoint.Endpoint.Family, route.Template));
    }

    [Fact]
    public void A_path_belongs_to_one_family() =>
        Assert.All(app.Get<Catalogue>().All<MethodDeclaration>(), method => Assert.Null(app.Get<Families>().Of("/api" + method.Id) ?? app.Get<Families>().Of(method.Id)));

    [Fact]
    public void The_catalogue_has_every_endpoint() =>
        Assert.Equal(Product.Endpoints.ToHashSet(), app.Get<Catalogue>().All<EndpointDeclaration>().Select(endpoint => endpoint.Endpoint.GetType()).ToHashSet());

    [Fact]
    public async Task An_endpoint_is_no_method_of_the_RPC_family()
    {
        foreach (var endpoint in app.Get<Catalogue>().All<EndpointDeclaration>())
        {
            var answer = await app.Rpc.Post("/api", $$"""{"jsonrpc":"2.0","method":"{{endpoint.Id}}","id":1}""");
            Assert.Equal(RpcStatus.MethodNotFound, answer.Status);
        }
    }

    [Fact]
    public async Task Without_a_token_every_endpoint_is_refused_except_the_open_ones()
    {
        var passed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in app.Get<Catalogue>().All<EndpointDeclaration>())
        {
            foreach (var route in endpoint.Routes)
            {
                var path = Regex.Replace(route.Template, @"\{\w+\}", "1");
                foreach (var verb in route.Verbs.DefaultIfEmpty("GET"))
                {
                    if ((await new RestClient(app.Http).Send(new HttpMethod(verb), path)).Status != 401)
                    {
                        passed.Add(endpoint.Id);
                    }
                }
            }
        }

        Assert.Equal(Open, passed);
    }

    private static HttpTriggerAttribute HttpTrigger(MethodInfo function) =>
        Assert.Single(function.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes<HttpTriggerAttribute>()));
}
