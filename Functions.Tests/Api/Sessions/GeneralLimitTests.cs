using System.Globalization;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Tests the default limit of this family and how a caller is told: acceptance check 9 of its specification.</summary>
public sealed class GeneralLimitTests : IClassFixture<LimitedApp>
{
    private const int Limit = 100;

    private readonly LimitedApp _app;

    public GeneralLimitTests(LimitedApp app)
    {
        _app = app;
        app.Clock.Stop(); // the calls count as simultaneous, however long they take
    }

    private long Now => _app.Clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task A_user_is_refused_from_any_IP_address_after_a_hundred_calls_in_five_minutes()
    {
        var user = await NewUser();
        await SpendAll(call => Get(user, call % 2 == 0 ? "/api/user/session" : "/api/sessions", LimitedApp.NewAddress()), 200);
        AssertRefused(await Get(user, "/api/user/session", LimitedApp.NewAddress()));
        AssertRefused(await Get(user, "/api/user/nothing/here", LimitedApp.NewAddress()));

        Assert.Equal(200, (await Get(await NewUser(), "/api/user/session", LimitedApp.NewAddress())).Status);
    }

    [Fact]
    public async Task An_anonymous_caller_is_limited_by_IP_address_only()
    {
        var (address, user) = (LimitedApp.NewAddress(), await NewUser());
        await SpendAll(_ => Get(null, "/api/user/session", address), 401);
        AssertRefused(await Get(null, "/api/user/session", address));
        AssertRefused(await Get(null, "/api", address));

        Assert.Equal(401, (await Get(null, "/api/user/session", LimitedApp.NewAddress())).Status);
        Assert.Equal(200, (await Get(user, "/api/user/session", address)).Status);
    }

    [Fact]
    public async Task A_caller_that_waits_as_told_is_admitted_again()
    {
        var user = await NewUser();
        await SpendAll(_ => Get(user, "/api/user/session", LimitedApp.NewAddress()), 200);
        var refused = await Get(user, "/api/user/session", LimitedApp.NewAddress());
        AssertRefused(refused);
        _app.Clock.Advance(TimeSpan.FromSeconds(int.Parse(Header(refused, "Retry-After"), CultureInfo.InvariantCulture)));
        Assert.Equal(200, (await Get(user, "/api/user/session", LimitedApp.NewAddress())).Status);
        AssertRefused(await Get(user, "/api/user/session", LimitedApp.NewAddress()));
    }

    /// <summary>Makes as many calls as are allowed and checks that each states the number of remaining calls.</summary>
    private static async Task SpendAll(Func<int, Task<RestReply>> call, int status)
    {
        for (var left = Limit - 1; left >= 0; left--)
        {
            var answer = await call(left);
            Assert.True(answer.Status == status, answer.ToString());
            Assert.Equal(("100", $"{left}"), (Header(answer, "X-RateLimit-Limit"), Header(answer, "X-RateLimit-Remaining")));
            Assert.False(answer.Headers.Contains("Retry-After"));
        }
    }

    private void AssertRefused(RestReply answer)
    {
        answer.IsError(429, "RATELIMITED_ERROR", "You Have Been Ratelimited. Please Try Again Later.");
        Assert.Equal(("100", "0"), (Header(answer, "X-RateLimit-Limit"), Header(answer, "X-RateLimit-Remaining")));
        Assert.Equal(("100", "0", "300"), (Header(answer, "RateLimit-Limit"), Header(answer, "RateLimit-Remaining"), Header(answer, "RateLimit-Reset")));
        Assert.Equal("3", Header(answer, "Retry-After")); // a hundredth of five minutes: then one call is allowed
        Assert.InRange(long.Parse(Header(answer, "X-RateLimit-Reset"), CultureInfo.InvariantCulture), Now + 300, Now + 301); // rounded up
    }

    private async Task<string> NewUser()
    {
        var rpc = _app.From();
        return (await Given.Session(rpc, await Given.User(rpc))).Token!;
    }

    private Task<RestReply> Get(string? token, string path, string address) => _app.Rest.With(token).With([("X-Forwarded-For", address)]).Get(path);

    private static string Header(RestReply answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
