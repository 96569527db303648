using System.Text.Json;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Tests.Api.Shared;

/// <summary>Tests positional parameters and their conversions (rpc.md 1.6).</summary>
public sealed class ParametersTests
{
    public sealed record Sample(string Text, bool Flag, long Number, string? Optional = null, Inner? Nested = null, string[]? List = null, IReadOnlyDictionary<string, bool>? Map = null);

    [Strict]
    public sealed record Inner(string A, int? B);

    public sealed record Nothing;

    [Theory]
    [InlineData("""["a",true,5]""", "a", true, 5)]
    [InlineData("""[5,"true","5"]""", "5", true, 5)]
    [InlineData("""[1.5,1,true]""", "1.5", true, 1)]
    [InlineData("""[true,0,false]""", "true", false, 0)]
    [InlineData("""[null,null,null]""", "", false, 0)]
    [InlineData("""["","false","-5"]""", "", false, -5)]
    [InlineData("""["a",false,5.0]""", "a", false, 5)]
    [InlineData("""["a",false,9223372036854775807]""", "a", false, long.MaxValue)]
    public void Converts_scalars(string json, string text, bool flag, long number)
    {
        var sample = Bind(json);
        Assert.Equal((text, flag, number), (sample.Text, sample.Flag, sample.Number));
    }

    [Theory]
    [InlineData("""[{},true,5]""", "text")]
    [InlineData("""[[],true,5]""", "text")]
    [InlineData("""["a","yes",5]""", "flag")]
    [InlineData("""["a",2,5]""", "flag")]
    [InlineData("""["a","",5]""", "flag")]
    [InlineData("""["a",true,"x"]""", "number")]
    [InlineData("""["a",true,1.5]""", "number")]
    [InlineData("""["a",true,9223372036854775808]""", "number")]
    [InlineData("""["a",true,1e400]""", "number")]
    [InlineData("""["a",true,5,[]]""", "optional")]
    [InlineData("""["a",true,5,null,"x"]""", "nested")]
    [InlineData("""["a",true,5,null,[]]""", "nested")]
    [InlineData("""["a",true,5,null,{}]""", "nested")]
    [InlineData("""["a",true,5,null,{"a":"x","c":1}]""", "nested")]
    [InlineData("""["a",true,5,null,{"a":"x","b":"y"}]""", "nested")]
    [InlineData("""["a",true,5,null,null,"x"]""", "list")]
    [InlineData("""["a",true,5,null,null,[{}]]""", "list")]
    [InlineData("""["a",true,5,null,null,null,{"p":"yes"}]""", "map")]
    public void Names_a_value_that_cannot_be_converted(string json, string parameter) =>
        Assert.Equal($"""Parameter "{parameter}" is invalid""", Problem<Sample>(json));

    [Fact]
    public void Reports_all_problems() =>
        Assert.Equal("""Parameter "text" is invalid; Parameter "number" is invalid""", Problem<Sample>("""[{},true,"x"]"""));

    [Theory]
    [InlineData("[]")]
    [InlineData("""["a",true]""")]
    [InlineData("""["a",true,5,null,null,null,null,null]""")]
    public void Reports_too_few_and_too_many_parameters(string json) => Assert.Equal("Invalid number of parameters", Problem<Sample>(json));

    [Theory]
    [InlineData("[null]")]
    [InlineData("[1]")]
    public void Refuses_parameters_where_none_are_accepted(string json) => Assert.Equal("Method require no parameters", Problem<Nothing>(json));

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("false")]
    public void An_empty_value_of_an_optional_parameter_counts_as_omitted(string empty)
    {
        var sample = Bind($"""["a",true,5,{empty},{empty},{empty},{empty}]""");
        Assert.Null(sample.Optional);
        Assert.Null(sample.Nested);
        Assert.Null(sample.List);
        Assert.Null(sample.Map);
    }

    [Fact]
    public void Reads_objects_lists_and_maps()
    {
        var sample = Bind("""["a",true,5,7,{"a":8,"b":"9"},["x",1],{"p":1,"q":"false"}]""");
        Assert.Equal("7", sample.Optional);
        Assert.Equal(new Inner("8", 9), sample.Nested);
        Assert.Equal(["x", "1"], sample.List!);
        Assert.Equal([new("p", true), new("q", false)], sample.Map!);
    }

    private static Sample Bind(string json)
    {
        Assert.Null(new Parameters(typeof(Sample)).Bind<Sample>(Arguments(json), out var sample));
        return sample!;
    }

    private static string? Problem<T>(string json) => new Parameters(typeof(T)).Bind<object>(Arguments(json), out _)?.Text;

    private static JsonElement[] Arguments(string json) => [.. JsonElement.Parse(json).EnumerateArray()];
}
