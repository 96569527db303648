using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.OpenApi;

/// <summary>Tests the check of responses against openapi.json that all other tests use.</summary>
public sealed class ContractTests
{
    private const string Read = "/api/v1/profile/read";
    private const string Profile = """{"id":"1","name":"a","email":null,"email_confirmed":false,"telegram_name":null,"avatar":"x","locale":null,"permissions":{"admin":true}}""";

    [Fact]
    public void Accepts_a_response_that_matches_the_description() => Assert.Null(Check(Profile));

    [Theory]
    [InlineData("\"id\":\"1\"", "\"id\":1")]
    [InlineData("\"name\":\"a\",", "")]
    [InlineData("\"name\":\"a\"", "\"name\":null")]
    [InlineData("{\"admin\":true}", "{\"admin\":\"yes\"}")]
    [InlineData("\"email_confirmed\":false", "\"email_confirmed\":null")]
    public void Detects_data_of_another_shape(string right, string wrong) => Assert.NotNull(Check(Profile.Replace(right, wrong, StringComparison.Ordinal)));

    [Fact]
    public void Detects_an_undeclared_failure()
    {
        Assert.Null(CheckError(404, 404));
        Assert.Null(CheckError(503, 503));
        Assert.NotNull(CheckError(400, 400));
        Assert.NotNull(CheckError(402, 402));
        Assert.NotNull(CheckError(401, 401)); // the code 401 itself, not -32801
    }

    private static string? Check(string data) =>
        Contract.Refuse("GET", Read, 200, JsonElement.Parse("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false,"data":0}}""".Replace("0}", data + "}", StringComparison.Ordinal)));

    private static string? CheckError(int http, int code) =>
        Contract.Refuse("POST", Read, http, JsonElement.Parse("""{"jsonrpc":"2.0","error":{"code":1,"message":"","data":{"exception":false,"meta":{"reason":"internal_error"}}}}""".Replace("1,", $"{code},", StringComparison.Ordinal)));
}
