using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Checks that folder path = namespace = route and file name = class name, so that the file of a URL is easy to find.</summary>
public sealed class EveryMethodIsFoundByItsPath(TestApp app) : IClassFixture<TestApp>
{
    public static TheoryData<string> Methods => Product.MethodNames;

    [Theory]
    [MemberData(nameof(Methods))]
    public void File_namespace_route_and_function_name_agree(string name)
    {
        var type = Product.Assembly.GetType(name)!;
        var id = app.Get<Catalogue>().All<MethodDeclaration>().Single(method => method.Method.GetType() == type).Id;
        Assert.StartsWith("Serverless.Api.Rpc", name, StringComparison.Ordinal);
        Assert.Contains($"Functions/{name["Serverless.".Length..].Replace('.', '/')}.cs", Repository.Files);

        var (function, run) = Assert.Single(Product.Triggers, trigger => trigger.Function.DeclaringType == type);
        var trigger = Assert.Single(run.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes<HttpTriggerAttribute>()));
        Assert.Equal("api" + id, trigger.Route);
        Assert.Equal(["get", "post"], trigger.Methods!);
        Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        Assert.Equal(id.Replace("/v1/", "", StringComparison.Ordinal).Trim('/').Replace('/', '-'), function);
    }

    [Fact]
    public void The_catalogue_has_every_method() =>
        Assert.Equal(
            Product.Methods.Select(type => type.FullName).Order(StringComparer.Ordinal),
            app.Get<Catalogue>().All<MethodDeclaration>().Select(method => method.Method.GetType().FullName).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_function_has_a_unique_name() // in Azure, names ignore case
    {
        Assert.NotEmpty(Product.Triggers);
        Assert.Equal(Product.Triggers.Count, Product.Triggers.DistinctBy(trigger => trigger.Name.ToUpperInvariant()).Count());
        Assert.All(Product.Triggers, trigger => Assert.Matches("^[a-z][a-z0-9-]{0,126}$", trigger.Name));
    }
}
