using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Tests the root of the API and unknown paths of the family.</summary>
[Trait("Category", "BlackBox")]
public sealed class HelloTests(Server server) : IClassFixture<Server>
{
    private RestClient Rest => server.Rest;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Any_verb_gets_a_greeting(string verb)
    {
        var answer = await Rest.Send(new HttpMethod(verb), "/api");
        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"hello":"world","version":"3.0.0"}""", answer.Body);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
    }

    [Fact]
    public async Task HEAD_gets_a_greeting_without_a_body()
    {
        var answer = await Rest.Send(HttpMethod.Head, "/api");
        Assert.Equal((200, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_POST_is_a_JSON_RPC_call()
    {
        var answer = await server.Rpc.Post("/api", """{"jsonrpc":"2.0","method":"/ping","id":1}""");
        Assert.True(answer.IsSuccess, answer.ToString());
    }

    [Fact]
    public async Task A_bad_credential_is_ignored() => Assert.Equal(200, (await Rest.With("garbage").Get("/api")).Status);

    [Theory]
    [InlineData("GET", "/api/user/nothing/here/at/all")]
    [InlineData("PUT", "/api/user/session")]
    [InlineData("PATCH", "/api/session")]
    [InlineData("POST", "/api/sessions")]
    [InlineData("GET", "/sessions/all")]
    [InlineData("GET", "/api/login")]
    public async Task Unknown_paths_and_verbs_get_the_response_format_of_the_family(string verb, string path)
    {
        var answer = await Rest.Send(new HttpMethod(verb), path);
        Assert.Equal(404, answer.Status);
        Assert.Equal("""{"code":"ENDPOINT_NOT_FOUND_ERROR","message":"Endpoint Not Found"}""", answer.Body);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
    }
}
