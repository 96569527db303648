using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.LastUse;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.LastUse;

/// <summary>Tests that the last use of a credential is recorded at most once an hour, beside the calls (account-security.md 5).</summary>
public sealed class LastUseTests(QuietApp app, AzuriteFixture azurite) : IClassFixture<QuietApp>, IAsyncLifetime
{
    private const int Rounds = 10;

    private readonly QuietApp _second = new(azurite) { Prefix = app.Prefix, Clock = app.Clock };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app.Clock.Stop(); // the hour does not end during a test
        await _second.InitializeAsync();
        await Flush();
    }

    public async ValueTask DisposeAsync() => await _second.DisposeAsync();

    [Fact]
    public async Task A_session_shows_the_hour_of_its_last_use_after_the_flush_and_no_call_costs_more()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(Now, await LastUsed(client));
        NextHour();
        Assert.Equal(1, await app.CostOf(() => client.Call("test/test")));
        Assert.Equal(Now.AddHours(-1), await LastUsed(client));
        Assert.Equal(1, await Flush());
        Assert.Equal(Now, await LastUsed(client));

        Assert.Equal(1, await app.CostOf(() => client.Call("test/test")));
        Assert.Equal(0, await Flush());
        Assert.Equal(Now, Assert.Single(await Sessions(name)).Used);
    }

    [Fact]
    public async Task An_api_token_has_no_last_use_until_it_is_used()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "robot")).Data;
        Assert.Equal(JsonValueKind.Null, (await Token(client)).GetProperty("last_used").ValueKind);
        var program = app.Rpc.With(created.GetProperty("token").GetString());
        Assert.Equal(1, await app.CostOf(() => program.Call("test/test")));
        Assert.Equal(1, await Flush());
        Assert.Equal(Now, (await Token(client)).GetProperty("last_used").GetDateTimeOffset());

        NextHour();
        await program.Call("test/test");
        await program.Call("profile/read");
        await Flush();
        Assert.Equal(Now, (await Token(client)).GetProperty("last_used").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_call_that_does_not_authenticate_is_no_use()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "robot")).Data;
        await client.Call("api-tokens/set-enabled", created.GetProperty("id").GetString(), false);
        await app.Rpc.With(created.GetProperty("token").GetString()).Call("profile/read");
        await Flush();
        Assert.Equal(JsonValueKind.Null, (await Token(client)).GetProperty("last_used").ValueKind);
    }

    [Fact]
    public async Task Two_instances_write_one_hour_of_one_credential_once()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var there = _second.Rpc.With(client.Token);
        for (var round = 0; round < Rounds; round++)
        {
            NextHour();
            await Task.WhenAll(client.Call("test/test"), there.Call("test/test"));
            var before = await Row(name);
            await Task.WhenAll(app.Get<WriteUses>().Flush(Stop), _second.Get<WriteUses>().Flush(Stop));
            var after = await Row(name);
            Assert.Equal((false, Now), (before.ETag == after.ETag, after.GetDateTimeOffset("Used")));

            // A late use of either instance is based on the older version, and changes nothing.
            var session = Assert.Single(await Sessions(name));
            _second.Get<UseBuffer>().Note(new(CredentialKind.Session, (await app.FindUser(name))!.Id, session.Id), null, SessionRow.From(before).Version);
            await Flush();
            Assert.Equal(after.ETag, (await Row(name)).ETag);
        }
    }

    [Fact]
    public async Task A_change_of_the_row_in_between_loses_no_use_and_no_change()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        NextHour();
        await client.Call("test/test");
        // The proof changes the row of the session, and the user row.
        Assert.Equal(200, (await client.Call("session/reauthenticate", new { password = Given.Password })).Status);
        Assert.Equal(3, await Flush()); // refused, read, written
        var session = Assert.Single(await Sessions(name));
        Assert.Equal((Now, app.Clock.GetUtcNow()), (session.Used, session.Proved));
    }

    [Fact]
    public async Task A_change_of_a_token_keeps_the_last_use()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "robot")).Data;
        await app.Rpc.With(created.GetProperty("token").GetString()).Call("test/test");
        await Flush();
        var id = created.GetProperty("id").GetString();
        Assert.Equal(200, (await client.Call("api-tokens/set-enabled", id, false)).Status);
        Assert.Equal(200, (await client.Call("api-tokens/rotate", id, 5)).Status);
        Assert.Equal(Now, (await Token(client)).GetProperty("last_used").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_write_fails_no_concurrent_change_of_the_user()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        for (var round = 0; round < Rounds; round++)
        {
            NextHour();
            await client.Call("test/test");
            var cost = await app.CostOf(() => Task.WhenAll(Flush(), client.Call("profile/set-telegram-username", $"t{round}_{name}")));
            Assert.Equal(200, (await client.Call("profile/read")).Status);
            Assert.Equal(Now, Assert.Single(await Sessions(name)).Used);
            Assert.InRange(cost, 1, 12); // a lost race would read and write the user again
        }
    }

    [Fact]
    public async Task A_session_that_ended_is_not_created_again()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        for (var round = 0; round < Rounds; round++)
        {
            var other = await Given.Session(app.Rpc, name);
            NextHour();
            await other.Call("test/test");
            await Task.WhenAll(Flush(), other.Call("session/signout"));
            await Flush();
            Assert.Single(await Sessions(name));
        }

        Assert.Equal(200, (await client.Call("profile/delete-sessions")).Status);
    }

    [Fact]
    public async Task While_storage_is_unavailable_calls_are_not_affected_and_the_use_is_written_later()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        NextHour();
        app.Faults.FailBefore(request => Faults.IsWrite(request));
        Assert.Equal(200, (await client.Call("test/test")).Status);
        await app.Get<WriteUses>().Flush(Stop);
        Assert.Equal(Now.AddHours(-1), await LastUsed(client));
        app.Faults.Clear();
        await Flush();
        Assert.Equal(Now, await LastUsed(client));
    }

    [Fact]
    public async Task The_end_of_the_process_writes_the_last_uses()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        NextHour();
        await using (var leaving = new QuietApp(azurite) { Prefix = app.Prefix, Clock = app.Clock })
        {
            await leaving.InitializeAsync();
            Assert.Equal(200, (await leaving.Rpc.With(client.Token).Call("test/test")).Status);
        }

        Assert.Equal(Now, await LastUsed(client));
    }

    [Fact]
    public async Task The_timer_of_the_call_log_writes_the_last_uses()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        NextHour();
        await using var prompt = new QuietApp(azurite) { Prefix = app.Prefix, Clock = app.Clock, Settings = { ["CallLog:FlushSeconds"] = "1" } };
        await prompt.InitializeAsync();
        await prompt.Rpc.With(client.Token).Call("test/test");
        while (Assert.Single(await Sessions(name)).Used != Now)
        {
            await Task.Delay(100, Stop);
        }
    }

    [Fact]
    public async Task An_instance_that_caches_credentials_writes_once_an_hour_too()
    {
        await using var caching = new QuietApp(azurite) { Prefix = app.Prefix, Clock = app.Clock, Settings = { ["Auth:CacheSeconds"] = "3600" } };
        await caching.InitializeAsync();
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var here = caching.Rpc.With(client.Token);
        await here.Call("test/test");
        NextHour();
        await here.Call("test/test");
        Assert.Equal(1, await FlushOf(caching));
        await here.Call("test/test");
        await here.Call("test/test");
        Assert.Equal(0, await FlushOf(caching));
    }

    private DateTimeOffset Now => Hours.Floor(app.Clock.GetUtcNow());

    private void NextHour() => app.Clock.Advance(TimeSpan.FromHours(1));

    /// <summary>Flushes both instances, and returns the transactions of the first.</summary>
    private async Task<long> Flush()
    {
        await _second.Get<WriteUses>().Flush(Stop);
        return await FlushOf(app);
    }

    private static async Task<long> FlushOf(TestApp one)
    {
        var before = one.Transactions.CountOfCallLog;
        await one.Get<WriteUses>().Flush(Stop);
        return one.Transactions.CountOfCallLog - before;
    }

    private static async Task<DateTimeOffset> LastUsed(RpcClient client) =>
        (await client.Call("profile/sessions/read")).Data.EnumerateArray().Single(session => session.GetProperty("is_current").GetBoolean()).GetProperty("last_used").GetDateTimeOffset();

    private static async Task<JsonElement> Token(RpcClient client) => Assert.Single((await client.Call("api-tokens/read")).Data.EnumerateArray());

    private async Task<IReadOnlyList<SessionRow>> Sessions(string name) => await app.Get<AccountStore>().ListSessions((await app.FindUser(name))!.Id, Stop);

    private async Task<TableEntity> Row(string name)
    {
        var user = (await app.FindUser(name))!;
        return (await app.Get<Tables>().Accounts.Find(Key.Encode(user.Id), $"session;{Assert.Single(user.Sessions).Id}", Stop))!;
    }
}
