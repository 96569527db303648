using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Api.OpenApi;
using Serverless.Api.Shared.Parameters;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.OpenApi;

/// <summary>Checks that the description of apiRead options agrees with the parser.</summary>
public sealed class ReadOptionsDocumentTests
{
    private sealed record Arguments([ReadOptions(Where = ["name = like"], OrderBy = ["name"], HasId = true)] ReadOptions? Options);

    private sealed record Search([ReadOptions(Where = ["name *"], IgnoresUnknown = true, MaximumLimit = 0)] ReadOptions? Options);

    private sealed record Log([ReadOptions(Where = ["method ="], RequiresFilter = true, HasContinuation = true)] ReadOptions? Options);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"where":{"name":"x"}}""", true)]
    [InlineData("""{"where":{"name":["like","x"]}}""", true)]
    [InlineData("""{"where":{"name":["<","x"]}}""", false)]
    [InlineData("""{"where":{"other":"x"}}""", false)]
    [InlineData("""{"order_by":"name"}""", true)]
    [InlineData("""{"order_by":[["name","desc"]]}""", true)]
    [InlineData("""{"order_by":["other"]}""", false)]
    [InlineData("""{"offset":-1}""", false)]
    [InlineData("""{"id":"1","limit":5}""", true)]
    [InlineData("""{"page":1}""", false)]
    [InlineData("""{"continuation":"x"}""", false)]
    [InlineData("""{"where":null,"order_by":null,"offset":null,"limit":null,"id":null}""", true)]
    [InlineData("""{"where":{"name":null}}""", true)]
    [InlineData("""{"order_by":[null]}""", false)]
    [InlineData("""{"page":null}""", false)]
    public void The_description_agrees_with_the_parser(string options, bool isTaken) => AssertAgrees(typeof(Arguments), options, isTaken);

    [Theory]
    [InlineData("""{"where":{"name":["like","x"]}}""", true)]
    [InlineData("""{"where":{"name":["whatever","x"]}}""", true)]
    [InlineData("""{"where":{"name":[5,"x"]}}""", true)]
    [InlineData("""{"where":{"name":"x"}}""", true)]
    [InlineData("""{"where":{"name":{}}}""", false)]
    [InlineData("""{"where":{"name":["like",{}]}}""", false)]
    [InlineData("""{"where":{"name":["like","x","y"]}}""", false)]
    [InlineData("""{"where":{"other":"x"}}""", false)]
    [InlineData("""{"where":null}""", true)]
    [InlineData("""{"offset":-1,"limit":"x","order_by":5,"id":{},"more":[]}""", true)]
    public void A_method_that_uses_only_the_search_text_accepts_other_options(string options, bool isTaken) => AssertAgrees(typeof(Search), options, isTaken);

    [Theory]
    [InlineData("""{"where":null}""", true)]
    [InlineData("""{"where":{}}""", false)]
    [InlineData("""{"where":{"method":"x"}}""", true)]
    [InlineData("""{"continuation":"x"}""", true)]
    [InlineData("""{"continuation":null}""", true)]
    [InlineData("""{"continuation":[]}""", false)]
    [InlineData("""{"order_by":[]}""", false)]
    [InlineData("""{"order_by":null}""", false)]
    [InlineData("""{"id":null}""", false)]
    public void Refuses_options_that_a_method_does_not_have(string options, bool isTaken) => AssertAgrees(typeof(Log), options, isTaken);

    /// <summary>Asserts that the parser accepts what is described. In addition, the parser accepts null and numbers, which no client needs to send.</summary>
    private static void AssertAgrees(Type arguments, string options, bool isTaken)
    {
        var isDescribed = isTaken && !options.Contains("null", StringComparison.Ordinal) && !options.Contains("[5", StringComparison.Ordinal);
        var value = JsonElement.Parse(options);
        Assert.Equal(isTaken, new Parameters(arguments).Bind<object>([value], out _) is null);
        var allowed = arguments.GetConstructors()[0].GetParameters()[0].GetCustomAttribute<ReadOptionsAttribute>()!;
        var schema = JsonElement.Parse(RequestParameters.Of(new JsonObject { ["prefixItems"] = new JsonArray(ReadOptionsDocument.Of(allowed)), ["minItems"] = 0, ["maxItems"] = 1 })!["prefixItems"]![0]!.ToJsonString());
        Assert.Equal(isDescribed, new JsonSchema(schema).Refuse(schema, value) is null);
    }
}
