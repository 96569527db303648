using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.Audit;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Audit;

/// <summary>Tests how the audit log is read: its order, filters and parts, what is shown of users, and what it costs.</summary>
public sealed class ReadEventsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestApp _app = new(azurite);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Events_of_two_instances_are_complete_and_in_the_order_of_the_changes()
    {
        await using var other = new TestApp(azurite) { Prefix = _app.Prefix };
        await other.InitializeAsync();
        other.Clock.Advance(TimeSpan.FromMinutes(2)); // clocks of instances differ
        var root = await Given.Root(_app);
        var (name, here) = await Given.SignedInUser(_app.Rpc);
        var there = other.Rpc.With(here.Token);
        var id = Id((await _app.FindUser(name))!);
        var expected = new List<string> { "user.created", "session.sign_in" };
        for (var i = 0; i < 6; i++)
        {
            var client = i % 2 == 0 ? there : here;
            Assert.True((await client.Call("api-tokens/create", $"token{i}")).IsSuccess);
            Assert.True((await client.Call("profile/set-telegram-username", $"t{i}{name}")).IsSuccess);
            expected.AddRange(["api_token.created", "user.profile_changed"]);
        }

        await other.Get<CopyEvents>().Run(Stop);
        foreach (var where in (object[])[new { subject_id = id }, new { actor_id = id }])
        {
            var rows = await All(root, where, limit: 5);
            Assert.Equal(where.ToString()!.Contains("actor", StringComparison.Ordinal) ? expected.Skip(1) : expected, rows.Select(row => Text(row, "event")).Reverse());
        }

        // What all administrators see is the same, and in the order of time.
        var everything = await All(root, new { }, limit: 7);
        Assert.Equal(everything.Select(row => row.GetProperty("date").GetDateTimeOffset()).OrderDescending(), everything.Select(row => row.GetProperty("date").GetDateTimeOffset()));
        Assert.Equal(expected.Order(), everything.Where(row => Text(row, "subject_id") == id).Select(row => Text(row, "event")!).Order());
        Assert.Equal(everything.Count, everything.DistinctBy(row => Text(row, "id")).Count());
        Assert.Equal(everything.Select(row => Text(row, "id")).Order(), (await All(await Given.Root(other), new { }, limit: 100)).Skip(1).Select(row => Text(row, "id")).Order());
    }

    [Fact]
    public async Task Filters_are_combined()
    {
        var root = await Given.Root(_app);
        var (name, user) = await Given.SignedInUser(_app.Rpc);
        var (other, _) = await Given.SignedInUser(_app.Rpc);
        var (id, otherId) = (Id((await _app.FindUser(name))!), Id((await _app.FindUser(other))!));
        await root.Call("admin/users/set-enabled", otherId, false);
        await root.Call("admin/users/set-enabled", id, false);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        var between = _app.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await root.Call("admin/users/set-enabled", id, true);

        Assert.Equal([("user.disabled", id), ("user.disabled", otherId)], await Found(new { @event = "user.disabled" }));
        Assert.Equal([("user.disabled", id)], await Found(new { @event = "user.disabled", subject_id = id }));
        Assert.Equal([("user.enabled", id), ("user.disabled", id), ("user.disabled", otherId)], (await Found(new { actor_id = "1" })).Take(3));
        Assert.Equal([("user.enabled", id), ("user.disabled", id)], await Found(new { actor_id = "1", subject_id = id }));
        Assert.Equal([("user.disabled", id)], await Found(new { actor_id = "1", subject_id = id, @event = "user.disabled" }));
        Assert.Equal([("user.enabled", id)], await Found(new { from = between }));
        Assert.Equal([("user.enabled", id)], await Found(new { from = between, subject_id = id }));
        Assert.DoesNotContain(("user.enabled", id), await Found(new { to = between }));
        Assert.Contains(("user.disabled", id), await Found(new { to = between, subject_id = id }));
        Assert.Empty(await Found(new { from = between, to = between }));
        Assert.Empty(await Found(new { subject_id = "123456789" }));
        Assert.Empty(await Found(new { subject_id = "nobody" }));

        async Task<IReadOnlyList<(string?, string?)>> Found(object where) => [.. (await All(root, where, limit: 2)).Select(row => (Text(row, "event"), Text(row, "subject_id")))];
    }

    [Fact]
    public async Task Wrong_parameters_are_refused()
    {
        var root = await Given.Root(_app);
        foreach (var options in (object[])
        [
            new { where = new { @event = "nothing.happened" } }, new { where = new { from = "yesterday" } }, new { where = new { to = "x" } }, new { where = new { name = "x" } },
            new { limit = 0 }, new { limit = 1001 }, new { continuation = "" }, new { continuation = "x" }, new { continuation = "9999999999999999999-1" }, new { offset = 1 },
        ])
        {
            var answer = await root.Call("admin/audit/read", options);
            Assert.Equal("invalid_parameters", FactorGiven.Meta(answer).GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task A_user_reads_their_own_events_and_not_the_address_of_an_administrator()
    {
        var root = await Given.Root(_app);
        var (name, user) = await Given.SignedInUser(_app.Rpc);
        await Given.SignedInUser(_app.Rpc);
        var id = Id((await _app.FindUser(name))!);
        await root.Call("admin/users/set-permissions", id, new { admin = true });
        var rows = (await user.Call("profile/audit/read")).Data.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["permissions.changed", "session.sign_in", "user.created"], rows.Select(row => Text(row, "event")));
        Assert.Equal([null, "127.0.0.1"], rows.Take(2).Select(row => Text(row, "ip")));
        Assert.Equal(["1", id, null], rows.Select(row => Text(row, "actor_id")));
        Assert.All(rows, row => Assert.Equal(id, Text(row, "subject_id")));
        Assert.NotNull(Text((await All(root, new { @event = "permissions.changed" }, 10))[0], "ip"));
        Assert.Equal(3, (await user.Call("profile/export")).Data.GetProperty("events").GetArrayLength());
        var first = (await user.Call("profile/audit/read", new { limit = 2 })).Data;
        var second = (await user.Call("profile/audit/read", new { limit = 2, continuation = Text(first, "continuation") })).Data;
        Assert.Equal(("user.created", null), (Text(second.GetProperty("rows")[0], "event"), Text(second, "continuation")));
    }

    [Fact]
    public async Task An_erased_user_is_shown_by_one_pseudonym_and_no_event_changes()
    {
        var root = await Given.Root(_app);
        var (name, _) = await Given.SignedInUser(_app.Rpc);
        var stored = (await _app.FindUser(name))!;
        var id = Id(stored);
        await root.Call("admin/users/set-permissions", id, new { admin = true });
        var administrator = await Given.Session(_app.Rpc, name);
        var (otherName, _) = await Given.SignedInUser(_app.Rpc);
        var otherId = Id((await _app.FindUser(otherName))!);
        await administrator.Call("admin/users/set-enabled", otherId, false);
        var before = await All(root, new { subject_id = id }, 100);
        var rows = await Rows();

        Assert.Equal(200, (await root.Call("admin/users/delete", id)).Status);
        await _app.Get<EraseUser>().Finish(stored.Id, Stop);
        Assert.Empty(await AuditGiven.Stored(_app, stored.Id));
        Assert.Empty(await All(root, new { subject_id = id }, 100));
        var disabled = Assert.Single(await All(root, new { @event = "user.disabled" }, 100));
        var pseudonym = Text(disabled, "actor_id")!;
        Assert.Equal(("erased-" + stored.Pseudonym.ToString("x16", CultureInfo.InvariantCulture), otherId), (pseudonym, Text(disabled, "subject_id")));
        var after = await All(root, new { subject_id = pseudonym }, 100);
        Assert.Equal(before.Select(row => Text(row, "id")).Prepend(Text(after[0], "id")), after.Select(row => Text(row, "id")));
        Assert.Equal("user.erased", Text(after[0], "event"));
        Assert.All(after, row => Assert.Equal(pseudonym, Text(row, "subject_id")));
        Assert.Contains(Text(disabled, "id"), (await All(root, new { actor_id = pseudonym }, 100)).Select(row => Text(row, "id")));
        var now = await Rows();
        Assert.All(rows, row => Assert.Equal(row.Value, now[row.Key]));
        Assert.DoesNotContain(now.Keys, key => key.Contains($";{id};", StringComparison.Ordinal));

        async Task<Dictionary<string, string>> Rows()
        {
            var all = await _app.Get<Tables>().Audit.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
            return all.ToDictionary(row => row.RowKey, row => JsonSerializer.Serialize(AuditRow.From(row)));
        }
    }

    [Fact]
    public async Task Events_that_are_too_old_are_not_shown_even_if_the_job_is_late()
    {
        var (name, _) = await Given.SignedInUser(_app.Rpc);
        var id = Id((await _app.FindUser(name))!);
        await _app.CopyEvents();
        _app.Clock.Advance(TimeSpan.FromDays(366));
        var root = await Given.Root(_app);
        Assert.Empty(await All(root, new { subject_id = id }, limit: 10));
        Assert.Single(await All(root, new { }, limit: 10)); // the sign-in of root
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.9999999Z", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData(null, "6067993060854775808-1")]
    [InlineData(null, "9223372036854775807-9223372036854775807")]
    public async Task Extreme_times_and_places_are_answered(string? to, string? continuation)
    {
        var (name, user) = await Given.SignedInUser(_app.Rpc);
        Assert.Equal(200, (await user.Call("profile/audit/read", new { where = new { to }, limit = 1_000, continuation })).Status);
        var id = Id((await _app.FindUser(name))!);
        Assert.Equal(200, (await (await Given.Root(_app)).Call("admin/audit/read", new { where = new { to, subject_id = id }, limit = 1_000, continuation })).Status);
    }

    [Theory]
    [InlineData("2515963751999999999")]
    [InlineData("2515963751999999999-")]
    [InlineData("2515963751999999999!1")]
    [InlineData("2515963751999999999-1\u0001")]
    [InlineData("9999999999999999999-1")]
    public async Task A_wrong_continuation_is_refused(string continuation)
    {
        var (_, user) = await Given.SignedInUser(_app.Rpc);
        Assert.Equal(400, (await user.Call("profile/audit/read", new { continuation })).HttpStatus);
    }

    [Fact]
    public async Task Users_do_not_see_where_the_holder_of_an_address_refused_it()
    {
        var (name, user) = await Given.SignedInUser(_app.Rpc, withEmail: true);
        var token = Mailbox.Token(await _app.Mail.Wait(Given.Email(name), "Confirm your email"));
        Assert.True((await _app.Rpc.Call("session/refuse-email-by-token", token)).IsSuccess);
        var again = await Given.Session(_app.Rpc, name);
        var rows = (await again.Call("profile/audit/read")).Data.GetProperty("rows").EnumerateArray().ToList();
        var refused = Assert.Single(rows, row => Text(row, "event") == "email.refused");
        Assert.Equal((null, null), (Text(refused, "ip"), Text(refused, "device")));
        Assert.NotNull(Text(Assert.Single(rows, row => Text(row, "event") == "user.created"), "ip"));
    }

    [Fact]
    public async Task Old_events_are_deleted_with_all_their_rows()
    {
        var root = await Given.Root(_app);
        var (name, user) = await Given.SignedInUser(_app.Rpc);
        var stored = (await _app.FindUser(name))!;
        await root.Call("admin/users/set-permissions", Id(stored), new { admin = true });
        await _app.Rpc.Call("session/signin", new { username = name, password = "wrong" });
        await root.Call("admin/settings/update", new { telegram_bot_name = "x" });
        await _app.Get<CopyEvents>().Run(Stop);
        _app.Clock.Advance(TimeSpan.FromDays(364));
        Assert.Equal(0, await _app.Get<DeleteOldEvents>().Run(Stop));
        var kept = await Given.Session(_app.Rpc, name);
        await _app.Get<CopyEvents>().Run(Stop);
        _app.Clock.Advance(TimeSpan.FromDays(2));
        Assert.InRange(await _app.Get<DeleteOldEvents>().Run(Stop), 6, 20);
        var signIn = Assert.Single(await AuditGiven.Stored(_app, stored.Id));
        Assert.Equal([signIn.Id], await AuditGiven.Copied(_app));
        var left = await _app.Get<Tables>().Audit.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        Assert.All(left, row => Assert.Equal(signIn.Id, row.GetInt64("Id")));
        Assert.Empty(await _app.Get<Tables>().Settings.QueryAsync<TableEntity>(row => row.PartitionKey == "settings" && row.RowKey != "1", cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task A_page_costs_the_same_however_long_the_log_is()
    {
        var root = await Given.Root(_app);
        await _app.Get<CopyEvents>().Run(Stop);
        await Fill(1_000);
        await root.Call("admin/audit/read"); // reads what an instance reads once
        var few = await _app.CostOf(() => root.Call("admin/audit/read", new { limit = 100 }));
        await Fill(9_000);
        Assert.Equal(few, await _app.CostOf(() => root.Call("admin/audit/read", new { limit = 100 })));
        var page = (await root.Call("admin/audit/read", new { limit = 100 })).Data;
        Assert.Equal(100, page.GetProperty("rows").GetArrayLength());
        Assert.Equal(few, await _app.CostOf(() => root.Call("admin/audit/read", new { limit = 100, continuation = Text(page, "continuation") })));

        // The credential, a query for each partition, and the index of users.
        Assert.InRange(few, 1 + AuditRows.Shards, 8 + AuditRows.Shards);
    }

    [Fact]
    public async Task A_change_costs_at_most_one_transaction_more_and_many_changes_share_one()
    {
        var root = await Given.Root(_app);
        var (name, user) = await Given.SignedInUser(_app.Rpc);
        var id = Id((await _app.FindUser(name))!);
        await _app.Get<CopyEvents>().Run(Stop);
        await root.Call("admin/users/set-enabled", id, false); // about another user
        Assert.Equal(1, await CostOfCopy());
        await root.Call("admin/users/set-username", id, name + "x", "another long and winding road"); // several events
        Assert.Equal(1, await CostOfCopy());
        for (var i = 0; i < 20; i++)
        {
            await root.Call("admin/users/set-enabled", id, i % 2 == 0);
        }

        Assert.Equal(1, await CostOfCopy());
        Assert.Equal(0, await CostOfCopy());

        async Task<long> CostOfCopy()
        {
            await _app.FinishFollowUps();
            var before = _app.Transactions.Count;
            await _app.Get<CopyEvents>().Copy(Stop);
            return _app.Transactions.Count - before;
        }
    }

    private async Task Fill(int events)
    {
        var now = _app.Clock.GetUtcNow();
        await _app.Get<AuditRows>().Copy(
            Enumerable.Range(0, events).Select(i => AuditEvent.Of(AuditEventName.SignIn, AuditOrigin.System, subject: i % 50, now.AddTicks(i), AuditEvent.NoDetails).ToRow()), Stop);
    }

    private static async Task<IReadOnlyList<JsonElement>> All(RpcClient client, object where, int limit)
    {
        var (rows, continuation) = (new List<JsonElement>(), (string?)null);
        do
        {
            var answer = await client.Call("admin/audit/read", continuation is null ? new { where, limit } : new { where, limit, continuation });
            Assert.True(answer.IsSuccess, answer.ToString());
            var page = answer.Data.GetProperty("rows").EnumerateArray().ToList();
            Assert.InRange(page.Count, 0, limit);
            rows.AddRange(page);
            continuation = Text(answer.Data, "continuation");
        }
        while (continuation is not null);

        return rows;
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static string Id(User user) => user.Id.ToString(CultureInfo.InvariantCulture);
}
