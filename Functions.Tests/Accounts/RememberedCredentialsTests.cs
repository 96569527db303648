using System.Diagnostics;
using Azure.Core;
using Serverless.Accounts;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Accounts;

/// <summary>Two instances over one store, both with <c>Auth__CacheSeconds</c>: what one revokes, the other refuses within a second.</summary>
public sealed class RememberedCredentialsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly CachingApp _here = new(azurite, "t" + Guid.NewGuid().ToString("N")[..12]);
    private CachingApp _there = null!;

    public static TheoryData<string> Revocations => [.. Revoke.Keys];

    private static Dictionary<string, Func<RememberedCredentialsTests, User, Task<RpcAnswer>>> Revoke { get; } = new()
    {
        ["sign-out"] = (test, user) => user.Here.Call("session/signout"),
        ["delete-sessions"] = async (test, user) => await (await Given.Session(test._here.Rpc, user.Name)).Call("profile/delete-sessions"),
        ["set-password"] = async (test, user) => await (await Given.Session(test._here.Rpc, user.Name)).Call("profile/set-password", "a longer and winding road"),
        ["disable"] = async (test, user) => await (await Given.Root(test._here)).Call("admin/users/set-enabled", user.Id, false),
        ["delete"] = async (test, user) => await (await Given.Root(test._here)).Call("admin/users/delete", user.Id),
    };

    public async ValueTask InitializeAsync()
    {
        await _here.InitializeAsync();
        _there = new CachingApp(azurite, _here.Prefix);
        await _there.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
    }

    [Fact]
    public async Task A_busy_instance_reads_once_a_second_and_not_once_a_call()
    {
        var user = await SignedInUser();
        var (before, started) = (_there.OwnTransactions, Stopwatch.GetTimestamp());
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(200, (await user.There.Call("profile/read")).Status);
        }

        Assert.InRange(_there.OwnTransactions - before, 0, 1 + (long)Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    [Fact]
    public async Task What_was_remembered_too_long_ago_is_read_again()
    {
        var user = await SignedInUser();
        await Hide(user); // behind the back of the product, so that only reading can tell
        _there.Clock.Advance(TimeSpan.FromSeconds(CachingApp.Seconds - 100));
        Assert.Equal(200, (await user.There.Call("profile/read")).Status);
        _there.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task Within_a_second_everybody_refuses_what_was_revoked(string how)
    {
        var user = await SignedInUser();
        Assert.Equal(200, (await Revoke[how](this, user)).Status);
        Assert.Equal(-32801, (await user.Here.Call("profile/read")).Status); // where it was done, at once
        _there.Clock.Advance(RevocationEpoch.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task The_same_holds_for_what_an_API_token_may_do()
    {
        var user = await SignedInUser();
        var created = await user.Here.Call("api-tokens/create", "robot");
        var (id, token) = (created.Data.GetProperty("id").GetString(), created.Data.GetProperty("token").GetString());
        Assert.Equal(200, (await _there.Rpc.With(token).Call("profile/read")).Status);
        Assert.Equal(200, (await user.Here.Call("api-tokens/set-enabled", id, false)).Status);
        _there.Clock.Advance(RevocationEpoch.Bound);
        Assert.Equal(-32801, (await _there.Rpc.With(token).Call("profile/read")).Status);
    }

    [Fact]
    public async Task What_the_user_is_called_follows_within_a_second_as_well()
    {
        var user = await SignedInUser();
        Assert.Equal(200, (await user.Here.Call("profile/set-telegram-username", "t" + user.Name)).Status);
        _there.Clock.Advance(RevocationEpoch.Bound);
        Assert.Equal("t" + user.Name, (await user.There.Call("profile/read")).Data.GetProperty("telegram_name").GetString());
    }

    [Fact]
    public async Task A_revocation_that_cannot_be_announced_does_not_happen()
    {
        var user = await SignedInUser();
        _here.Faults.FailBefore(IsAnnouncement);
        Assert.Equal(503, (await user.Here.Call("session/signout")).Status);
        _here.Faults.Clear();
        _there.Clock.Advance(RevocationEpoch.Bound);
        Assert.Equal(200, (await user.There.Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_revocation_that_cannot_be_announced_as_finished_bites_all_the_same_and_nobody_remembers_anything_for_a_while()
    {
        var (user, other) = (await SignedInUser(), await SignedInUser());
        var announcements = 0;
        _here.Faults.FailBefore(request => IsAnnouncement(request) && ++announcements > 1);
        Assert.Equal(200, (await user.Here.Call("session/signout")).Status);
        _here.Faults.Clear();
        _there.Clock.Advance(RevocationEpoch.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        Assert.Equal(4, await ReadsOf(other, calls: 4));
        _there.Clock.Advance(TimeSpan.FromMinutes(3));
        await ReadsOf(other, calls: 1);
        Assert.Equal(0, await ReadsOf(other, calls: 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Answers_that_get_lost_change_nothing(int which)
    {
        var user = await SignedInUser();
        var writes = 0;
        _here.Faults.FailAfter(request => Faults.IsWrite(request) && writes++ == which);
        Assert.Equal(200, (await user.Here.Call("session/signout")).Status);
        _there.Clock.Advance(RevocationEpoch.Bound);
        Assert.Equal(-32801, (await user.There.Call("profile/read")).Status);
        var next = await SignedInUser();
        Assert.Equal(0, await ReadsOf(next, calls: 4));
    }

    [Fact]
    public async Task Remembering_costs_the_one_who_revokes_two_transactions()
    {
        var user = await SignedInUser();
        Assert.InRange(await _here.CostOf(() => user.Here.Call("session/signout")), 4, 6); // the call is known or read, after a look or none; user, session; and the two
    }

    [Fact]
    public void Memory_is_bounded_and_keeps_what_is_in_use()
    {
        var rows = new RecentRows<string>(TimeSpan.FromHours(1), TimeProvider.System);
        rows.Keep(0, 0, "in use");
        for (var i = 1; i <= 5 * RecentRows<string>.HalfCapacity; i++)
        {
            rows.Keep(1, i, "seen once");
            Assert.Equal("in use", rows.Find(0, 0));
        }

        Assert.InRange(Enumerable.Range(1, 5 * RecentRows<string>.HalfCapacity).Count(i => rows.Find(1, i) is not null), 1, 2 * RecentRows<string>.HalfCapacity);
    }

    private static bool IsAnnouncement(Request request) => Faults.IsWrite(request) && request.Content is not null && Body(request).Contains("revocations", StringComparison.Ordinal);

    private static string Body(Request request)
    {
        using var body = new MemoryStream();
        request.Content!.WriteTo(body, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>Reads of sessions while <paramref name="calls"/> calls are made, without looks at the epoch.</summary>
    private async Task<long> ReadsOf(User user, int calls)
    {
        var reads = 0;
        _there.Faults.Delay(request => request.Uri.Path.Contains("Accounts(", StringComparison.Ordinal) && ++reads < 0, Task.CompletedTask);
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(200, (await user.There.Call("profile/read")).Status);
        }

        _there.Faults.Clear();
        return reads;
    }

    private async Task Hide(User user) => await _here.Get<Tables>().Accounts
        .DeleteEntityAsync(user.Id, $"session;{CredentialOf(user).RecordId}", cancellationToken: TestContext.Current.CancellationToken);

    private static Credential CredentialOf(User user) =>
        Credential.TryParse(user.Here.Token, out var credential) ? credential : throw new InvalidOperationException();

    /// <summary>A user whose session both instances know.</summary>
    private async Task<User> SignedInUser()
    {
        var (name, here) = await Given.SignedInUser(_here.Rpc);
        var there = _there.Rpc.With(here.Token);
        Assert.Equal(200, (await here.Call("profile/read")).Status);
        // The look may be from before the last user's revocation.
        _there.Clock.Advance(RevocationEpoch.Bound);
        var profile = await there.Call("profile/read");
        return new User(name, profile.Data.GetProperty("id").GetString()!, here, there);
    }

    private sealed record User(string Name, string Id, RpcClient Here, RpcClient There);

    private sealed class CachingApp : TestApp
    {
        public const int Seconds = 3000;

        public CachingApp(AzuriteFixture azurite, string prefix)
            : base(azurite)
        {
            Prefix = prefix;
            Settings["SignUp:SendConfirmation"] = "false";
            Settings["Auth:CacheSeconds"] = Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
