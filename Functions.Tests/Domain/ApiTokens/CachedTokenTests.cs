using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.ApiTokens;

/// <summary>Tests API tokens on an instance that caches credentials.</summary>
public sealed class CachedTokenTests(CachingApps apps) : IClassFixture<CachingApps>
{
    [Fact]
    public async Task A_cached_token_expires_in_time()
    {
        var (_, program, _) = await Token(new { expires_in_days = 1 });
        apps.There.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        apps.There.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_rotation_on_another_instance_ends_the_cached_secret_within_a_second()
    {
        var (id, program, owner) = await Token(new { });
        Assert.Equal(200, (await owner.Call("api-tokens/rotate", id)).Status);
        apps.There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
    }

    [Fact]
    public async Task The_overlap_of_a_cached_token_ends_in_time()
    {
        var (id, program, owner) = await Token(new { });
        Assert.Equal(200, (await owner.Call("api-tokens/rotate", id, 10)).Status);
        await apps.Pass(TimeSpan.FromMinutes(9), program);
        Assert.Equal(0, await apps.ReadsOf(program, calls: 3));
        apps.There.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
    }

    /// <summary>Returns a token that the second instance has in its cache.</summary>
    private async Task<(string? Id, RpcClient Program, RpcClient Owner)> Token(object options)
    {
        var user = await apps.SignedInUser();
        var created = (await user.Here.Call("api-tokens/create", "robot", options)).Data;
        var program = apps.There.Rpc.With(created.GetProperty("token").GetString());
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        return (created.GetProperty("id").GetString(), program, user.Here);
    }
}
