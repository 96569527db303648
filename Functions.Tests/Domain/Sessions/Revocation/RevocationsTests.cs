using System.Globalization;
using Azure.Core;
using Azure.Data.Tables;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Jobs.Timers;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Sessions.Revocation;

/// <summary>Tests that instances forget exactly what is revoked, whatever fails meanwhile. See also <see cref="RememberedCredentialsTests"/>.</summary>
public sealed class RevocationsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly CachingApps _apps = new(azurite);

    private TestApp Here => _apps.Here;

    private TestApp There => _apps.There;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _apps.InitializeAsync();

    public ValueTask DisposeAsync() => _apps.DisposeAsync();

    [Fact]
    public async Task Ending_a_session_keeps_all_others_remembered_including_those_of_its_user()
    {
        var (user, other) = (await _apps.SignedInUser(), await _apps.SignedInUser());
        var second = There.Rpc.With((await Given.Session(Here.Rpc, user.Name)).Token);
        Assert.Equal(200, (await second.Call("profile/read")).Status);
        Assert.Equal(200, (await user.Here.Call("session/signout")).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        Assert.Equal(0, await _apps.ReadsOf(second, calls: 3));
        Assert.Equal(0, await _apps.ReadsOf(other, calls: 3));
    }

    [Fact]
    public async Task Deleting_a_token_keeps_all_others_remembered()
    {
        var user = await _apps.SignedInUser();
        var first = (await user.Here.Call("api-tokens/create", "first")).Data;
        var second = (await user.Here.Call("api-tokens/create", "second")).Data;
        var (gone, left) = (There.Rpc.With(first.GetProperty("token").GetString()), There.Rpc.With(second.GetProperty("token").GetString()));
        Assert.Equal(200, (await gone.Call("profile/read")).Status);
        Assert.Equal(200, (await left.Call("profile/read")).Status);
        Assert.Equal(200, (await user.Here.Call("api-tokens/delete", first.GetProperty("id").GetString())).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await gone.Call("profile/read")).Status);
        Assert.Equal(0, await _apps.ReadsOf(left, calls: 3));
        Assert.Equal(0, await _apps.ReadsOf(user, calls: 3));
    }

    [Fact]
    public async Task Changed_permissions_take_effect_within_a_second()
    {
        var user = await _apps.SignedInUser();
        Assert.NotEqual(200, (await user.There.Call("admin/users/read", new { })).Status);
        Assert.Equal(200, (await (await Given.Root(Here)).Call("admin/users/set-permissions", user.Id, new { admin = true })).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(200, (await user.There.Call("admin/users/read", new { })).Status);
    }

    [Theory]
    [InlineData("session/signout")]
    [InlineData("profile/delete-sessions")]
    public async Task A_revocation_survives_a_crash_after_any_write(string method)
    {
        for (var writes = 0; writes < 6; writes++)
        {
            var (user, other) = (await _apps.SignedInUser(), await _apps.SignedInUser());
            Here.Faults.DieAfterWrites(writes);
            await user.Here.Call(method);
            await Here.FinishFollowUps();
            Here.Faults.Clear();

            There.Clock.Advance(CachingApps.Bound);
            var isOver = await IsOver(user);
            Assert.Equal(isOver ? -32801 : 200, (await user.There.Call("profile/read")).Status);
            Assert.Equal(0, await _apps.ReadsOf(other, calls: 2));
        }
    }

    [Fact]
    public async Task A_read_during_the_revocation_is_not_remembered()
    {
        var user = await _apps.SignedInUser();
        var change = Here.Faults.Hold(request => Faults.IsChange(request, Here.Get<Tables>()));
        var signOut = user.Here.Call("session/signout");
        await change.Wait();

        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(2, await _apps.ReadsOf(user, calls: 2)); // it still works, and each call reads
        change.Release();
        Assert.Equal(200, (await signOut).Status);
        Here.Faults.Clear();
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status); // at once
    }

    [Fact]
    public async Task A_late_read_from_before_the_revocation_is_not_remembered()
    {
        var other = await _apps.SignedInUser();
        var (_, here) = await Given.SignedInUser(Here.Rpc);
        var there = There.Rpc.With(here.Token);
        var read = There.Faults.HoldResponse(IsReadOfSession);
        var reading = there.Call("profile/read");
        await read.Wait();

        Assert.Equal(200, (await here.Call("session/signout")).Status);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(200, (await other.There.Call("profile/read")).Status); // a poll
        read.Release();
        Assert.Equal(200, (await reading).Status); // it was in progress when the session ended
        There.Faults.Clear();
        Assert.Equal(-32801, (await there.Call("profile/read")).Status);
    }

    [Fact]
    public async Task While_polling_fails_every_row_is_read()
    {
        var (user, other) = (await _apps.SignedInUser(), await _apps.SignedInUser());
        There.Clock.Advance(CachingApps.Bound);
        There.Faults.FailBefore(IsLook);
        Assert.Equal(200, (await user.There.Call("profile/read")).Status);
        Assert.Equal(200, (await user.Here.Call("session/signout")).Status);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        There.Faults.Clear();
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        await _apps.ReadsOf(other, calls: 1);
        Assert.Equal(0, await _apps.ReadsOf(other, calls: 3)); // nothing was missed, so nothing is forgotten
    }

    [Fact]
    public async Task A_poll_that_hangs_delays_no_call()
    {
        var user = await _apps.SignedInUser();
        There.Clock.Advance(CachingApps.Bound);
        var look = There.Faults.Hold(IsLook);
        Assert.Equal(200, (await user.There.Call("profile/read").WaitAsync(TestTimeout.Length, Stop)).Status);
        look.Release();
        There.Faults.Clear();
    }

    [Fact]
    public async Task An_instance_that_has_not_polled_for_a_while_forgets_everything()
    {
        var user = await _apps.SignedInUser();
        There.Clock.Advance(CachingApps.Hold);
        Assert.Equal(1, await _apps.ReadsOf(user, calls: 3));
    }

    [Fact]
    public async Task An_instance_that_starts_to_poll_learns_of_pending_revocations()
    {
        var user = await _apps.SignedInUser();
        There.Clock.Advance(CachingApps.Hold);
        var change = Here.Faults.Hold(request => Faults.IsChange(request, Here.Get<Tables>()));
        var signOut = user.Here.Call("session/signout");
        await change.Wait();
        There.Clock.Advance(CachingApps.Hold / 3); // longer than a transaction may take
        Assert.Equal(2, await _apps.ReadsOf(user, calls: 2));
        change.Release();
        Assert.Equal(200, (await signOut).Status);
        Here.Faults.Clear();
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_process_that_paused_before_the_transaction_announces_it_again()
    {
        var user = await _apps.SignedInUser();
        var change = Here.Faults.Hold(request => Faults.IsChange(request, Here.Get<Tables>()));
        var signOut = user.Here.Call("session/signout");
        await change.Wait();
        There.Clock.Advance(3 * CachingApps.Hold);
        await _apps.ReadsOf(user, calls: 1);
        Assert.Equal(0, await _apps.ReadsOf(user, calls: 2)); // no instance can know any more
        change.Release();
        Assert.Equal(200, (await signOut).Status);
        Here.Faults.Clear();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task An_announcement_that_comes_too_late_for_its_time_bucket_is_written_again()
    {
        var user = await _apps.SignedInUser();
        var announcements = 0;
        var first = Here.Faults.Hold(request => IsAnnouncement(request) && ++announcements == 1);
        var signOut = user.Here.Call("session/signout");
        await first.Wait();
        await _apps.Pass(TimeSpan.FromSeconds(30), user.There); // the poll shows that the time bucket is final
        first.Release();
        Assert.Equal(200, (await signOut).Status);
        Here.Faults.Clear();
        Assert.Equal(2, announcements);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Polling_a_thousand_revocations_in_a_second_costs_one_or_two_requests()
    {
        var user = await _apps.SignedInUser();
        await Parallel.ForEachAsync(Enumerable.Range(1, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop }, async (id, stop) =>
            Assert.True(await Here.Get<Revocations>().Revoke(id, [id], _ => Task.FromResult(true), stop)));
        There.Clock.Advance(CachingApps.Bound);
        Assert.InRange(await There.CostOf(() => user.There.Call("profile/read")), 1, 2);
        // With that many revocations, each partition is read by itself.
        await _apps.SignedInUser();
        There.Clock.Advance(CachingApps.Bound);
        Assert.InRange(await There.CostOf(() => user.There.Call("profile/read")), 1, 30);
        Assert.True(There.Get<CredentialMemory>().IsRevoked(7, 7));
        await _apps.Pass(CachingApps.Hold, user.There);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(1, await There.CostOf(() => user.There.Call("profile/read")));
        await Here.Job<DeleteOldRevocations>().Run(new(), Stop);
        Assert.True(await Rows() > 900);
        Here.Clock.Advance(TimeSpan.FromMinutes(11));
        await Here.Job<DeleteOldRevocations>().Run(new(), Stop);
        Assert.Equal(0, await Rows());
        Assert.Equal(1, await Here.CostOf(() => Here.Job<DeleteOldRevocations>().Run(new(), Stop)));
    }

    private async Task<int> Rows() => await Here.Get<Tables>().Counters
        .QueryAsync<TableEntity>(row => row.PartitionKey.CompareTo("revocation;") >= 0 && row.PartitionKey.CompareTo("revocation<") < 0, cancellationToken: Stop)
        .CountAsync(Stop);

    private async Task<bool> IsOver(CachingApps.KnownUser user) =>
        Credential.TryParse(user.Here.Token, out var credential)
        && await Here.Get<Serverless.Domain.Users.AccountStore>().FindSession(long.Parse(user.Id, CultureInfo.InvariantCulture), credential.RecordId, Stop) is null;

    private static bool IsAnnouncement(Request request) => Faults.IsWrite(request) && request.Uri.ToString().Contains("revocation%3B", StringComparison.OrdinalIgnoreCase);

    private static bool IsReadOfSession(Request request) => !Faults.IsWrite(request) && request.Uri.Path.Contains("Accounts(", StringComparison.Ordinal);

    private static bool IsLook(Request request) => !Faults.IsWrite(request) && request.Uri.Path.Contains("Counters", StringComparison.Ordinal);
}
