using System.Reflection;
using System.Text.Json;
using Serverless.OpenApi;
using Serverless.Pipeline;
using Serverless.Tests.Harness;

namespace Serverless.Tests.OpenApi;

/// <summary>What the description allows in apiRead options is what the parser takes.</summary>
public sealed class ReadOptionsDocumentTests
{
    private sealed record Arguments([ReadOptions(Where = ["name = like"], OrderBy = ["name"], HasId = true)] ReadOptions? Options);

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
    public void It_agrees_with_the_parser(string options, bool isTaken)
    {
        var value = JsonElement.Parse(options);
        Assert.Equal(isTaken, new Parameters(typeof(Arguments)).Bind([value], out _) is null);
        var allowed = typeof(Arguments).GetConstructors()[0].GetParameters()[0].GetCustomAttribute<ReadOptionsAttribute>()!;
        var schema = JsonElement.Parse(ReadOptionsDocument.Of(allowed).ToJsonString());
        Assert.Equal(isTaken, new JsonSchema(schema).Refuse(schema, value) is null);
    }
}
