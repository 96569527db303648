using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Serverless.Measuring.Loading;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests the pseudonyms of users in the call log. The calls of a deleted user are kept, and nothing reveals their caller.</summary>
public sealed class PseudonymTests(AzuriteFixture azurite, QuietApp app) : IClassFixture<QuietApp>
{
    private const string Refused = "/v1/profile/set-telegram-username";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_a_deleted_user_become_anonymous_at_once_without_rewriting_the_log()
    {
        await using var other = new TestApp(azurite) { Prefix = app.Prefix };
        await other.InitializeAsync();
        var (here, there) = (await Given.Root(app), await Given.Root(other));
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var (_, staying) = await Given.SignedInUser(app.Rpc);
        await staying.Call("profile/set-telegram-username", "x");
        await client.Call("profile/set-telegram-username", "x");
        await other.Rpc.With(client.Token).Call("profile/set-telegram-username", "y");
        var id = (await app.FindUser(name))!.Id.ToString(CultureInfo.InvariantCulture);
        await Log(there); // the calls that the other instance had buffered
        var before = await Log(here);
        Assert.Equal(before.Callers, (await Log(there)).Callers);
        Assert.Equal(2, before.Callers.Count(caller => caller == id));
        var pages = await Pages();

        Assert.Equal(1, (await here.Call("admin/users/delete", id)).Rows);
        foreach (var root in (RpcClient[])[here, there])
        {
            var after = await Log(root);
            Assert.Equal(before.Callers.Select(caller => caller == id ? null : caller), after.Callers);
            Assert.Equal(before.Texts, after.Texts);
        }

        await app.Get<EraseUser>().Finish(long.Parse(id, null), Stop); // as the queue does
        await IndexModel.AssertIsFolded(app);
        Assert.Equal(before.Callers.Select(caller => caller == id ? null : caller), (await Log(there)).Callers);
        var now = (await Pages()).ToDictionary(page => page.RowKey, page => page.ETag);
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Equal(page.ETag, now[page.RowKey]));
    }

    [Fact]
    public async Task A_call_that_is_written_after_its_user_was_deleted_is_anonymous()
    {
        var root = await Given.Root(app);
        var name = await Given.User(app.Rpc);
        var user = (await app.FindUser(name))!;
        await root.Call("admin/users/delete", user.Id.ToString(CultureInfo.InvariantCulture));
        app.Get<CallBuffer>().Add(Call(user.Pseudonym) with { MethodId = "/v1/late" });
        var (calls, total) = await app.Get<ReadCalls>().Run("/v1/late", 0, 10, Stop);
        Assert.Equal((1, (long?)null), (total, Assert.Single(await app.Get<FindCallers>().Run(calls, Stop))));
        Assert.Equal(Pseudonym.Nobody, (await app.Get<AccountStore>().ReadEvenDeleted(user.Id, Stop))?.Pseudonym ?? Pseudonym.Nobody);
    }

    [Fact]
    public async Task Calls_with_every_kind_of_credential_belong_to_their_user()
    {
        var root = await Given.Root(app);
        var (name, session) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id.ToString(CultureInfo.InvariantCulture);
        var token = app.Rpc.With((await session.Call("api-tokens/create", "x")).Data.GetProperty("token").GetString());
        var privateToken = app.Rpc.With(AccountGiven.Token(await app.Rest.Post("/sign_in", new { login = name, password = Given.Password })));
        var before = (await Log(root)).Callers.Count(caller => caller == id);
        foreach (var client in (RpcClient[])[session, token, privateToken])
        {
            await client.Call("profile/set-telegram-username", "x");
        }

        // A token row keeps the pseudonym when its owner changes it.
        await root.Call("admin/users/set-permissions", id, new { admin = true });
        await token.Call("profile/set-telegram-username", "x");
        Assert.Equal(before + 4, (await Log(root)).Callers.Count(caller => caller == id));
        await root.Call("profile/set-telegram-username", "x");
        Assert.Equal("1", (await Log(root)).Callers[0]);
        await app.Rpc.Call("profile/set-telegram-username", "x");
        Assert.Null((await Log(root)).Callers[0]);
    }

    [Fact]
    public async Task Calls_of_a_session_without_a_pseudonym_are_anonymous()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var user = (await app.FindUser(name))!;
        var table = app.Get<Tables>().Accounts;
        var row = (await table.Find(Key.Encode(user.Id), SessionRow.Key(user.Sessions[0].Id), Stop))!;
        row.Remove(nameof(SessionRow.Pseudonym));
        await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, Stop);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        await client.Call("profile/set-telegram-username", "x");
        Assert.Null((await Log(root)).Callers[0]);
    }

    [Fact]
    public async Task No_batch_of_calls_has_a_user_id()
    {
        const long Id = 0x0012_3456_789A_BCDE;
        var clock = app.Clock.GetUtcNow();
        Assert.NotNull(await app.Get<CreateUser>().Run(new User { Id = Id, Name = Given.Name(), Created = clock }, Stop));
        var user = (await app.Get<AccountStore>().Read(Id, Stop))!;
        for (var i = 0; i < 100; i++)
        {
            app.Get<CallBuffer>().Add(Call(user.Pseudonym) with { MethodId = "/v1/m" + i });
        }

        var root = await Given.Root(app);
        Assert.Contains((await root.Call("admin/api-call-log/read-log")).Data.EnumerateArray(), row => row.GetProperty("user_id").GetString() == Id.ToString(CultureInfo.InvariantCulture));
        var (little, big) = (new byte[8], new byte[8]);
        BinaryPrimitives.WriteInt64LittleEndian(little, Id);
        BinaryPrimitives.WriteInt64BigEndian(big, Id);
        using var packed = new MemoryStream();
        using var writer = new BinaryWriter(packed);
        writer.Write7BitEncodedInt64(Id);
        writer.Flush();
        byte[][] forms = [little[..7], big[1..], packed.ToArray(), Encoding.ASCII.GetBytes(Id.ToString(CultureInfo.InvariantCulture))];
        var pages = await Pages();
        Assert.NotEmpty(pages);
        foreach (var page in pages)
        {
            var bytes = Blob.Decompress(Blob.Read(page, "Calls"));
            Assert.All(forms, form => Assert.True(bytes.AsSpan().IndexOf(form) < 0));
            Assert.All(PackedCalls.Unpack(bytes), call => Assert.False(call.HasUserId || call.Caller == Id));
        }
    }

    [Fact]
    public async Task A_late_batch_of_form_2_shows_callers_only_while_they_exist()
    {
        var root = await Given.Root(app);
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var calls = new[] { Call(user.Id), Call(99_999_999), Call(User.RootId), Call(0) }.Select((call, i) => call with { MethodId = "/v1/old", Started = call.Started + i }).ToArray();
        var table = app.Get<Tables>().CallLog(Minutes.Of(app.Clock.GetUtcNow()));
        await table.CreateIfNotExistsAsync(Stop);
        await table.AddEntityAsync(OldPage.Row(calls, "0ld-1"), Stop);
        Assert.Equal([null, User.RootId, null, user.Id], await Callers());
        await root.Call("admin/users/delete", user.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal([null, User.RootId, null, null], await Callers());

        async Task<IReadOnlyList<long?>> Callers() => await app.Get<FindCallers>().Run((await app.Get<ReadCalls>().Run("/v1/old", 0, 10, Stop)).Calls, Stop);
    }

    [Fact]
    public async Task Finding_the_callers_costs_two_reads_however_long_the_log_is()
    {
        await using var own = new QuietApp(azurite);
        await own.InitializeAsync();
        var root = await Given.Root(own);
        Assert.Equal(1, await own.CostOf(() => Log(root))); // only root is known; the session is read
        var users = new List<User>();
        for (var i = 0; i < 30; i++)
        {
            users.Add((await own.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = own.Clock.GetUtcNow() }, Stop))!);
        }

        await IndexModel.AssertIsFolded(own);
        foreach (var calls in (int[])[30, 3_000])
        {
            for (var i = 0; i < calls; i++)
            {
                own.Get<CallBuffer>().Add(Call(users[i % users.Count].Pseudonym) with { MethodId = Refused, Started = own.Clock.GetUtcNow().ToUnixTimeMilliseconds() + i });
            }

            // The session, the change records, the root of a small tree.
            Assert.Equal(3, await own.CostOf(() => Log(root)));
        }

        Assert.Equal(users.Count, users.DistinctBy(user => user.Pseudonym).Count());
    }

    [Fact]
    public async Task A_leaf_of_the_index_is_read_once_for_all_its_callers()
    {
        await using var own = new QuietApp(azurite);
        await own.InitializeAsync();
        var users = IndexLoader.Users(1_000);
        await IndexLoader.Load(own.Get<Tables>(), users, Stop);
        var calls = users.Take(100).Select(user => Call(user.Pseudonym)).ToList();
        IReadOnlyList<long?> callers = [];
        // The change records, the root, and leaves of 100 to 200 users.
        Assert.InRange(await own.CostOf(async () => callers = await own.Get<FindCallers>().Run(calls, Stop)), 2 + 5, 2 + 10);
        Assert.Equal(users.Take(100).Select(user => (long?)user.Id), callers);
    }

    private static async Task<(List<string?> Callers, List<string?> Texts)> Log(RpcClient root)
    {
        var log = await root.Call("admin/api-call-log/read-log", new { where = new { method_id = Refused } });
        var rows = log.Data.ValueKind == JsonValueKind.Array ? log.Data.EnumerateArray().ToList() : [];
        return ([.. rows.Select(row => row.GetProperty("user_id").GetString())], [.. rows.Select(row => row.GetProperty("status_text").GetString())]);
    }

    private async Task<List<TableEntity>> Pages()
    {
        var pages = new List<TableEntity>();
        await foreach (var (_, week) in app.Get<Tables>().CallLogs(Stop))
        {
            pages.AddRange(await week.QueryAsync<TableEntity>("RowKey ge 'log;' and RowKey lt 'log<'", cancellationToken: Stop).ToListAsync(Stop));
        }

        return pages;
    }

    private CallRecord Call(long caller) => new("/v1/a", caller, app.Clock.GetUtcNow().ToUnixTimeMilliseconds(), 1, 200, null, false);
}
