using System.Diagnostics;
using Azure.Core;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Sessions.Revocation;

/// <summary>Tests two instances over one store, both with <c>Auth__CacheSeconds</c>: what one revokes, the other refuses within a second.</summary>
public sealed class RememberedCredentialsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly CachingApps _apps = new(azurite);

    private TestApp Here => _apps.Here;

    private TestApp There => _apps.There;

    public static TheoryData<string> Revocations => [.. Revoke.Keys];

    private static Dictionary<string, Func<RememberedCredentialsTests, CachingApps.KnownUser, Task<RpcAnswer>>> Revoke { get; } = new()
    {
        ["sign-out"] = (test, user) => user.Here.Call("session/signout"),
        ["delete-sessions"] = async (test, user) => await (await Given.Session(test.Here.Rpc, user.Name)).Call("profile/delete-sessions"),
        ["set-password"] = async (test, user) => await (await Given.Session(test.Here.Rpc, user.Name)).Call("profile/set-password", "a longer and winding road"),
        ["disable"] = async (test, user) => await (await Given.Root(test.Here)).Call("admin/users/set-enabled", user.Id, false),
        ["delete"] = async (test, user) => await (await Given.Root(test.Here)).Call("admin/users/delete", user.Id),
    };

    public ValueTask InitializeAsync() => _apps.InitializeAsync();

    public ValueTask DisposeAsync() => _apps.DisposeAsync();

    [Fact]
    public async Task A_busy_instance_reads_once_a_second_and_not_once_a_call()
    {
        var user = await _apps.SignedInUser();
        var (before, started) = (There.OwnTransactions, Stopwatch.GetTimestamp());
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(200, (await user.There.Call("profile/read")).Status);
        }

        Assert.InRange(There.OwnTransactions - before, 0, 1 + (long)Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    [Fact]
    public async Task A_credential_remembered_for_too_long_is_read_again()
    {
        var (user, other) = (await _apps.SignedInUser(), await _apps.SignedInUser());
        await Hide(user); // without the product, so that only a read can detect it
        await _apps.Pass(TimeSpan.FromSeconds(CachingApps.Seconds - 100), user.There);
        for (var i = 0; i < 4; i++)
        {
            There.Clock.Advance(TimeSpan.FromSeconds(25));
            await _apps.ReadsOf(other, calls: 1);
        }

        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task All_instances_refuse_a_revoked_credential_within_a_second(string how)
    {
        var user = await _apps.SignedInUser();
        Assert.Equal(200, (await Revoke[how](this, user)).Status);
        Assert.Equal(-32801, (await user.Here.Call("profile/read")).Status); // on the revoking instance at once
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Changes_of_an_API_tokens_permissions_take_effect_within_a_second()
    {
        var user = await _apps.SignedInUser();
        var created = await user.Here.Call("api-tokens/create", "robot");
        var (id, token) = (created.Data.GetProperty("id").GetString(), created.Data.GetProperty("token").GetString());
        Assert.Equal(200, (await There.Rpc.With(token).Call("profile/read")).Status);
        Assert.Equal(200, (await user.Here.Call("api-tokens/set-enabled", id, false)).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await There.Rpc.With(token).Call("profile/read")).Status);
    }

    [Fact]
    public async Task Changes_of_a_user_name_take_effect_within_a_second()
    {
        var user = await _apps.SignedInUser();
        Assert.Equal(200, (await user.Here.Call("profile/set-telegram-username", "t" + user.Name)).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal("t" + user.Name, (await user.There.Call("profile/read")).Data.GetProperty("telegram_name").GetString());
    }

    [Fact]
    public async Task A_revocation_that_cannot_be_announced_does_not_happen()
    {
        var user = await _apps.SignedInUser();
        Here.Faults.FailBefore(IsAnnouncement);
        Assert.Equal(503, (await user.Here.Call("session/signout")).Status);
        Here.Faults.Clear();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(200, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_revocation_with_an_unknown_outcome_takes_effect_and_forgets_no_other_credential()
    {
        var (user, other) = (await _apps.SignedInUser(), await _apps.SignedInUser());
        Here.Faults.FailAfter(Faults.IsTransaction);
        Assert.Equal(503, (await user.Here.Call("session/signout")).Status);
        Here.Faults.Clear();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        Assert.Equal(0, await _apps.ReadsOf(other, calls: 4));
    }

    [Fact]
    public async Task An_announced_revocation_that_does_not_happen_pauses_remembering_its_credential()
    {
        var user = await _apps.SignedInUser();
        Here.Faults.FailBefore(Faults.IsTransaction);
        Assert.Equal(503, (await user.Here.Call("session/signout")).Status);
        Here.Faults.Clear();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(4, await _apps.ReadsOf(user, calls: 4));
        await _apps.Pass(2 * CachingApps.Hold + TimeSpan.FromSeconds(20), user.There); // twice: a late poll reads the row once more
        await _apps.ReadsOf(user, calls: 1);
        Assert.Equal(0, await _apps.ReadsOf(user, calls: 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Lost_responses_change_nothing(int which)
    {
        var user = await _apps.SignedInUser();
        var writes = 0;
        Here.Faults.FailAfter(request => Faults.IsWrite(request) && writes++ == which);
        Assert.Equal(200, (await user.Here.Call("session/signout")).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        var next = await _apps.SignedInUser();
        Assert.Equal(0, await _apps.ReadsOf(next, calls: 4));
    }

    [Fact]
    public async Task Remembering_costs_a_revocation_one_transaction()
    {
        var user = await _apps.SignedInUser();
        Here.Clock.Advance(CachingApps.Bound);
        Assert.Equal(200, (await user.Here.Call("profile/read")).Status); // the poll that the call would need
        var cost = await Here.CostOf(() => user.Here.Call("session/signout"));
        Assert.InRange(cost, 3, 4); // user, announcement, session; and a poll if the machine is slow
    }

    [Fact]
    public void Memory_is_bounded_and_keeps_what_is_in_use()
    {
        var rows = new RecentRows<string>(TimeSpan.FromHours(1), TimeProvider.System, (_, _, _) => true);
        rows.Keep(0, 0, "in use", 0);
        for (var i = 1; i <= 5 * RecentRows<string>.HalfCapacity; i++)
        {
            rows.Keep(1, i, "seen once", 0);
            Assert.Equal("in use", rows.Find(0, 0));
        }

        Assert.InRange(Enumerable.Range(1, 5 * RecentRows<string>.HalfCapacity).Count(i => rows.Find(1, i) is not null), 1, 2 * RecentRows<string>.HalfCapacity);
    }

    private static bool IsAnnouncement(Request request) => Faults.IsWrite(request) && request.Uri.ToString().Contains("revocation%3B", StringComparison.OrdinalIgnoreCase);

    private async Task Hide(CachingApps.KnownUser user) => await Here.Get<Tables>().Accounts
        .DeleteEntityAsync(user.Id, $"session;{CredentialOf(user).RecordId}", cancellationToken: TestContext.Current.CancellationToken);

    private static Credential CredentialOf(CachingApps.KnownUser user) =>
        Credential.TryParse(user.Here.Token, out var credential) ? credential : throw new InvalidOperationException();
}
