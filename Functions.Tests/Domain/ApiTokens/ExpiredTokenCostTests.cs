using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.ApiTokens;

/// <summary>Tests that the removal of expired API tokens is free.</summary>
public sealed class ExpiredTokenCostTests(ExpiredTokenCostTests.App app) : IClassFixture<ExpiredTokenCostTests.App>
{
    /// <summary>The product with a cache of credentials, where the end of a credential that still works costs a write more.</summary>
    public sealed class App : QuietApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite) => Settings["Auth:CacheSeconds"] = "3600";
    }

    [Fact]
    public async Task A_sign_in_that_removes_expired_tokens_costs_no_more_than_another()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await client.Call("api-tokens/create", $"{i}", new { expires_in_days = 1 })).Status);
        }

        app.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(5, await SignIn(name));
        app.Clock.Advance(TimeSpan.FromDays(10) + TimeSpan.FromHours(1));
        Assert.Equal(6, await SignIn(name)); // it ends the first session, which takes a revocation
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(5, await SignIn(name));
        Assert.Empty((await app.FindUser(name))!.Tokens);
    }

    private Task<long> SignIn(string name) =>
        app.CostOf(async () => Assert.Equal(200, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status));
}
