using System.Net.Http.Headers;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

public sealed class SessionTests(TestApp app) : IClassFixture<TestApp>
{
    private RestClient Rest => new(app.Http);

    [Fact]
    public async Task The_current_session_is_in_the_list()
    {
        var (client, id) = await NewSession();
        var list = await client.Get("/api/user/sessions");
        Assert.Equal((200, "count items", 1), (list.Status, list.Members, list["count"].GetInt32()));
        var current = await client.Get("/api/user/session");
        Assert.Equal(current.Body, list["items"][0].GetRawText());
        Assert.Equal(current.Body, (await client.Get($"/api/user/session/{id}")).Body);
        Assert.Equal(System.Text.Json.JsonValueKind.String, current["sub"].ValueKind);
    }

    [Fact]
    public async Task Sessions_of_others_are_not_found()
    {
        var (client, _) = await NewSession();
        var (_, foreign) = await NewSessions(3); // the last of them in a later second than mine
        foreach (var id in (string[])[$"{foreign[^1]}", "1", "-1", "abc", "99999999999999999999", "%20", "%C3%BC"])
        {
            (await client.Get($"/api/user/session/{id}")).IsError(404, "INVALID_SESSION_ERROR", "Invalid Session");
            (await client.Delete($"/api/user/session/{id}")).IsError(404, "SESSION_NOT_FOUND_ERROR", "Session Not Found");
        }
    }

    [Fact]
    public async Task I_can_end_the_current_session()
    {
        var (client, id) = await NewSession();
        var answer = await client.Delete($"/api/user/session/{id}");
        Assert.Equal((200, """{"code":"GENERIC_SUCCESS","message":"Session Deleted"}"""), (answer.Status, answer.Body));
        (await client.Get("/api/user/session")).IsError(401, "INVALID_SESSION_ERROR", "Invalid Session");
    }

    [Fact]
    public async Task Accepts_a_content_type_without_a_body()
    {
        var (client, id) = await NewSession();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/user/session/{id}");
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Content.Headers.ContentLength = null;
        Assert.Equal(200, (await client.Send(request)).Status);
    }

    [Fact]
    public async Task I_can_end_several_sessions_at_once()
    {
        var (client, ids) = await NewSessions(4);
        var answer = await client.Delete("/api/user/sessions", new { sessions = new object[] { $"{ids[1]}", ids[2], ids[2], "7", "x", null!, new int[1] } });
        Assert.Equal((200, """{"count":2,"type":"session"}"""), (answer.Status, answer.Body));
        Assert.Equal([ids[3], ids[0]], await client.Ids());
        Assert.Equal("""{"count":0,"type":"session"}""", (await client.Delete("/api/user/sessions", new { sessions = Array.Empty<string>() })).Body);
        Assert.Equal(1, (await client.Raw(HttpMethod.Delete, "/api/user/sessions", $"sessions[]={ids[0]}&sessions[]=5", "application/x-www-form-urlencoded"))["count"].GetInt32());
        Assert.Equal(1, (await client.Delete("/api/sessions", new { sessions = new[] { $"{ids[3]}" } }))["count"].GetInt32());
        Assert.Equal(401, (await client.Get("/api/user/session")).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("""{"sessions":"1795401071"}""")]
    [InlineData("""{"sessions":null}""")]
    [InlineData("""{"sessions":{"0":"1"}}""")]
    public async Task Reports_an_invalid_list_of_sessions(string body)
    {
        var (client, _) = await NewSession();
        var answer = await client.Raw(HttpMethod.Delete, "/api/user/sessions", body);
        Assert.Equal((400, """{"code":"MISSING_FIELDS_ERROR","message":"Missing Fields","fields":["sessions"]}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("?allButSelf=true", true)]
    [InlineData("?allbutSelf=true", true)]
    [InlineData("?ALLBUTSELF=TRUE", true)]
    [InlineData("?allButSelf", true)]
    [InlineData("?allButSelf=1", true)]
    [InlineData("?allButSelf=perhaps", true)]
    [InlineData("", false)]
    [InlineData("?allButSelf=", false)]
    [InlineData("?allButSelf=FALSE", false)]
    [InlineData("?allButSelf=0", false)]
    [InlineData("?allButSelf=no", false)]
    [InlineData("?other=true", false)]
    public async Task Ends_all_sessions_with_or_without_the_current_one(string query, bool isKept)
    {
        var (client, ids) = await NewSessions(3);
        var answer = await client.Delete("/api/user/sessions/all" + query);
        Assert.Equal((200, $$"""{"count":{{(isKept ? 2 : 3)}},"type":"session"}"""), (answer.Status, answer.Body));
        Assert.Equal(isKept ? 200 : 401, (await client.Get("/api/user/session")).Status);
        if (isKept)
        {
            Assert.Equal([ids[^1]], await client.Ids());
        }
    }

    [Fact]
    public async Task Lists_the_newest_first_page_by_page()
    {
        var (client, ids) = await NewSessions(5);
        Array.Reverse(ids);
        Assert.Equal(ids, await client.Ids());
        Assert.Equal(ids[1..3], await client.Ids("?limit=2&offset=1"));
        Assert.Equal(5, (await client.Get("/api/user/sessions?limit=2"))["count"].GetInt32());
        Assert.Empty(await client.Ids("?offset=5"));
        foreach (var nonsense in (string[])["limit=0", "limit=-1", "limit=51", "limit=x", "limit", "limit=", "limit=1&limit=2", "limit=99999999999", "offset=-1", "offset=x"])
        {
            Assert.Equal(ids, await client.Ids("?" + nonsense));
        }
    }

    [Fact]
    public async Task Every_example_of_the_document_reaches_its_handler()
    {
        var (client, ids) = await NewSessions(4);
        Assert.Equal(ids[3], (await client.Get("/api/session"))["iat"].GetInt64());
        Assert.Equal(ids[0], (await client.Get($"/api/session/{ids[0]}"))["iat"].GetInt64());
        Assert.Equal(4, (await client.Get("/api/sessions"))["count"].GetInt32());
        Assert.Equal("Session Deleted", (await client.Delete($"/api/session/{ids[0]}"))["message"].GetString());
        Assert.Equal(1, (await client.Delete("/api/sessions", new { sessions = new[] { $"{ids[1]}" } }))["count"].GetInt32());
        Assert.Equal(1, (await client.Delete("/api/sessions/all?allbutSelf=true"))["count"].GetInt32());
        Assert.Equal(0, (await client.Delete("/sessions/all?allButSelf=true"))["count"].GetInt32());
        Assert.Equal(1, (await client.Delete("/sessions/all"))["count"].GetInt32());
    }

    [Theory]
    [InlineData("/API/User/Session")]
    [InlineData("/api/user/session/")]
    [InlineData("/api/users/me/sessions/")]
    public async Task Paths_ignore_case_and_a_trailing_slash(string path) => Assert.Equal(200, (await (await NewSession()).Client.Get(path)).Status);

    [Fact]
    public async Task HEAD_answers_like_GET_without_a_body()
    {
        var (client, id) = await NewSession();
        foreach (var path in (string[])["/api/user/session", "/api/session", $"/api/user/session/{id}", "/api/user/sessions", "/api/user"])
        {
            var answer = await client.Send(HttpMethod.Head, path);
            Assert.Equal((200, "", "application/json; charset=utf-8"), (answer.Status, answer.Body, answer.ContentType));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("garbage")]
    [InlineData("Bearer")]
    public async Task Every_endpoint_requires_a_valid_credential(string? credential)
    {
        foreach (var path in (string[])["/api/user/session", "/api/user/session/1", "/api/user/sessions", "/api/user", "/api/users/me/sessions"])
        {
            (await Rest.With(credential).Get(path)).IsError(401, "INVALID_SESSION_ERROR", "Invalid Session");
        }
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("Basic ")]
    [InlineData("")]
    public async Task The_scheme_can_be_omitted(string scheme)
    {
        var (client, _) = await NewSession();
        Assert.Equal(200, (await Rest.With(scheme + client.Token).Get("/api/user/session")).Status);
    }

    [Fact]
    public async Task A_session_expires()
    {
        await using var later = new TestApp(app.Azurite);
        await later.InitializeAsync();
        var name = await Given.User(later.Rpc);
        var (client, _) = await new RestClient(later.Http).SignIn(name);
        later.Clock.Advance(TimeSpan.FromDays(29));
        var (second, _) = await new RestClient(later.Http).SignIn(name);
        Assert.Equal(2, (await client.Ids()).Length);
        later.Clock.Advance(TimeSpan.FromDays(1.1));
        Assert.Equal(401, (await client.Get("/api/user/session")).Status);
        Assert.Single(await second.Ids());
    }

    [Fact]
    public async Task Refuses_a_body_that_is_too_large()
    {
        var (client, _) = await NewSession();
        var answer = await client.Raw(HttpMethod.Delete, "/api/user/sessions", $$"""{"sessions":["{{new string('1', 70_000)}}"]}""");
        answer.IsError(413, "BODY_TOO_LARGE_ERROR", "Body Too Large");
        using var chunked = new HttpRequestMessage(HttpMethod.Delete, "/api/user/sessions") { Content = new StringContent(new string(' ', 70_000), null, "application/json") };
        chunked.Headers.TransferEncodingChunked = true;
        (await client.Send(chunked)).IsError(413, "BODY_TOO_LARGE_ERROR", "Body Too Large");
    }

    private async Task<(RestClient Client, long Id)> NewSession() => await Rest.SignIn(await Given.User(app.Rpc));

    /// <summary>Creates a user with a number of sessions. Returns the client of the last one and the ids, oldest first.</summary>
    private async Task<(RestClient Client, long[] Ids)> NewSessions(int count)
    {
        var name = await Given.User(app.Rpc);
        var sessions = new List<(RestClient Client, long Id)>();
        for (var i = 0; i < count; i++)
        {
            sessions.Add(await Rest.SignIn(name));
        }

        return (sessions[^1].Client, [.. sessions.Select(session => session.Id)]);
    }
}
