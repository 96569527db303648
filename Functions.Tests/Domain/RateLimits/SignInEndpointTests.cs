using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that all families share one count of failed sign-ins. Otherwise an attacker would use the weakest endpoint.</summary>
public sealed class SignInEndpointTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    private const string RateLimited = """{"code":"RATELIMITED_ERROR","message":"You Have Been Ratelimited. Please Try Again Later."}""";

    /// <summary>Every endpoint that checks a password, with its responses to a wrong password and to too many attempts.</summary>
    private static readonly SignInEndpoint[] Endpoints =
    [
        new("rpc", HttpMethod.Post, "/api/v1/session/signin", (login, password) => new object[] { new { username = login, password } }, 401, """{"jsonrpc":"2.0","error":{"code":-32802,"message":"Too many requests","data":{"exception":false,"meta":{"reason":"too_many_requests"}}}}"""),
        new("rpc by object", HttpMethod.Post, "/api", (login, password) => new { jsonrpc = "2.0", id = 1, method = "/v1/session/signin", @params = new object[] { new { username = login, password } } }, 401, """{"jsonrpc":"2.0","error":{"code":-32802,"message":"Too many requests","data":{"exception":false,"meta":{"reason":"too_many_requests"}}},"id":1}"""),
        new("account", HttpMethod.Post, "/sign_in", (login, password) => new { login, password }, 401, """{"errors":"请求过于频繁，请稍后再试"}"""),
        new("account, prefixed", HttpMethod.Post, "/api/v2/sign_in", (login, password) => new { login, password }, 401, """{"errors":"请求过于频繁，请稍后再试"}"""),
        new("session", HttpMethod.Post, "/api/user/session", (login, password) => new { user = login, pass = password }, 401, RateLimited),
        new("session, short", HttpMethod.Post, "/api/session", (login, password) => new { user = login, pass = password }, 401, RateLimited),
        new("session, newest client", HttpMethod.Post, "/api/login", (login, password) => new { username = login, password }, 404, RateLimited),
    ];

    public static TheoryData<string> EndpointNames => [.. Endpoints.Select(endpoint => endpoint.Name)];

    [Theory]
    [MemberData(nameof(EndpointNames))]
    public async Task Ten_failures_at_one_endpoint_block_all_endpoints(string name)
    {
        var user = await Given.User(app.From());
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(Named(name).Refused, (await SignIn(Named(name), user, "wrong")).Status);
        }

        foreach (var endpoint in Endpoints)
        {
            var answer = await SignIn(endpoint, user, Given.Password);
            Assert.Equal((429, endpoint.Limited), (answer.Status, answer.Body));
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Failures_at_all_endpoints_add_up_and_a_success_at_any_of_them_clears_them()
    {
        var user = await Given.User(app.From());
        for (var i = 0; i < 9; i++)
        {
            Assert.NotEqual(429, (await SignIn(Endpoints[i % Endpoints.Length], user, "wrong")).Status);
        }

        foreach (var endpoint in Endpoints)
        {
            Assert.InRange((await SignIn(endpoint, user, Given.Password)).Status, 200, 201);
            Assert.NotEqual(429, (await SignIn(endpoint, user, "wrong")).Status);
        }

        for (var i = 1; i < 10; i++)
        {
            Assert.NotEqual(429, (await SignIn(Endpoints[i % Endpoints.Length], user, "wrong")).Status);
        }

        Assert.Equal(429, (await SignIn(Endpoints[0], user, Given.Password)).Status);
    }

    [Fact]
    public async Task An_IP_address_is_limited_at_all_endpoints_together()
    {
        var address = LimitedApp.NewAddress();
        for (var i = 0; i < 10; i++)
        {
            Assert.NotEqual(429, (await SignIn(Endpoints[i % Endpoints.Length], Given.Name(), "wrong", address)).Status);
        }

        foreach (var endpoint in Endpoints)
        {
            Assert.Equal((429, endpoint.Limited), (await SignIn(endpoint, Given.Name(), "wrong", address)) is var answer ? (answer.Status, answer.Body) : default);
        }
    }

    [Fact]
    public async Task A_caller_with_a_token_cannot_guess_the_password_either()
    {
        var user = await Given.User(app.From());
        var account = await SignIn(Endpoints[2], user, Given.Password);
        for (var i = 0; i <= 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/user/password")
            {
                Headers = { { "X-Forwarded-For", LimitedApp.NewAddress() }, { "PRIVATE-TOKEN", account["private_token"].GetString() } },
                Content = JsonContent.Create(new { current_password = "wrong", password = "a new and longer road", password_confirmation = "a new and longer road" }),
            };
            Assert.Equal(i < 10 ? 422 : 429, (await new RestClient(app.Http).Send(request)).Status);
        }

        Assert.Equal(429, (await SignIn(Endpoints[0], user, Given.Password)).Status);
    }

    [Fact]
    public async Task Sign_ups_of_all_families_count_together()
    {
        await using var small = new LimitedApp(app.Azurite) { Settings = { ["RateLimits:SignUp:Count"] = "3" } };
        await small.InitializeAsync();
        var address = LimitedApp.NewAddress();
        var (name, password) = (Given.Name(), Given.Password);
        Assert.Equal(200, (await small.From(address).Call("session/signup", new { username = name, password })).Status);
        Assert.Equal(200, (await Post(small, "/sign_up_temporarily", address, null)).Status);
        Assert.Equal(200, (await Post(small, "/sign_up", address, AccountFields())).Status);
        Assert.Equal(429, (await Post(small, "/sign_up", address, AccountFields())).Status);
        Assert.Equal(429, (await Post(small, "/api/v2/sign_up_temporarily", address, null)).Status);
        Assert.Equal(-32802, (await small.From(address).Call("session/signup", new { username = Given.Name(), password })).Status);
        Assert.Equal(200, (await Post(small, "/sign_up_temporarily", LimitedApp.NewAddress(), null)).Status);
    }

    private static object AccountFields()
    {
        var username = Given.Name();
        return new { username, email = Given.Email(username), password = Given.Password, password_confirmation = Given.Password };
    }

    private static SignInEndpoint Named(string name) => Endpoints.Single(endpoint => endpoint.Name == name);

    private Task<RestReply> SignIn(SignInEndpoint endpoint, string login, string password, string? address = null) =>
        Send(app, endpoint.Verb, endpoint.Path, address ?? LimitedApp.NewAddress(), endpoint.Body(login, password));

    private static Task<RestReply> Post(TestApp target, string path, string address, object? body) => Send(target, HttpMethod.Post, path, address, body);

    private static async Task<RestReply> Send(TestApp target, HttpMethod verb, string path, string address, object? body)
    {
        using var request = new HttpRequestMessage(verb, path) { Headers = { { "X-Forwarded-For", address } } };
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), null, "application/json");
        }

        return await new RestClient(target.Http).Send(request);
    }
}

/// <summary>Represents an endpoint that checks a password.</summary>
/// <param name="Name">The name, for failure messages.</param>
/// <param name="Verb">The verb of the request.</param>
/// <param name="Path">The path of the request.</param>
/// <param name="Body">The body of the request.</param>
/// <param name="Refused">The HTTP status for a wrong password.</param>
/// <param name="Limited">The body of the response to too many attempts.</param>
internal sealed record SignInEndpoint(string Name, HttpMethod Verb, string Path, Func<string, string, object> Body, int Refused, string Limited);
