using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Sessions.Revocation;

/// <summary>Tests that instances with different clocks learn of each other's revocations in time.</summary>
public sealed class RevocationClocksTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(-600)]
    [InlineData(-2)]
    [InlineData(2)]
    [InlineData(600)]
    public async Task A_revocation_takes_effect_within_a_second_whatever_the_clocks_show(int seconds)
    {
        await using var apps = new CachingApps(azurite) { Skew = TimeSpan.FromSeconds(seconds) };
        await apps.InitializeAsync();
        for (var round = 0; round < 3; round++)
        {
            var (user, other) = (await apps.SignedInUser(), await apps.SignedInUser());
            // In both directions.
            var (revoking, knowing) = round % 2 == 0 ? (user.Here, user.There) : (user.There, user.Here);
            Assert.Equal(200, (await revoking.Call("session/signout")).Status);
            (round % 2 == 0 ? apps.There : apps.Here).Clock.Advance(CachingApps.Bound);
            Assert.Equal(-32801, (await knowing.Call("profile/read")).Status);
            await apps.ReadsOf(other, calls: 1);
            Assert.Equal(0, await apps.ReadsOf(other, calls: 2));
        }
    }
}
