using System.Globalization;
using System.Text.Json;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Tests lists with more rows than one response holds (rpc.md 5.4 and 5.6).</summary>
public sealed class LongListTests(LongListTests.LongApp app) : IClassFixture<LongListTests.LongApp>
{
    private const int Rows = 105;

    /// <summary>An installation with 105 users. One of them has 105 notifications and the maximum number of API tokens.</summary>
    public sealed class LongApp(AzuriteFixture azurite) : TestApp(azurite), IAsyncLifetime
    {
        public RpcClient Root { get; private set; } = null!;

        public RpcClient Owner { get; private set; } = null!;

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            Settings["SignUp:SendConfirmation"] = "false";
            await InitializeAsync();
            Root = await Given.Root(this);
            foreach (var some in Enumerable.Range(0, Rows).Chunk(21))
            {
                var made = await Task.WhenAll(some.Select(i => Root.Call("admin/users/create", new { username = Name(i), password = Given.Password })));
                Assert.All(made, answer => Assert.True(answer.Status == 200, answer.ToString()));
            }

            Owner = await Given.Session(Rpc, Name(0));
            for (var i = 0; i < AccountChange.MaximumTokens; i++)
            {
                Assert.Equal(200, (await Owner.Call("api-tokens/create", Name(i))).Status);
            }

            // The notifications about the tokens belong to another test.
            var id = (await FindUser(Name(0)))!.Id;
            var notices = await Get<NotificationStore>().Read(id).Select(note => note.Id).ToHashSetAsync();
            await Get<NotificationStore>().Delete(new Actor(id, null, null, []), notices, TestContext.Current.CancellationToken);
            for (var i = 0; i < Rows; i++)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(2));
                await Get<NotificationStore>().Add(id, Notification.Create(Name(i), "", Clock.GetUtcNow()), TestContext.Current.CancellationToken);
                Assert.Equal(200, (await Rpc.Get("/api/ping")).Status);
            }
        }
    }

    public static TheoryData<string, int> Lists => new()
    {
        { "admin/users/read", 100 },
        { "admin/api-call-log/read-log", 100 },
        { "api-tokens/read", AccountChange.MaximumTokens },
        { "notifications/read", 100 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Lists_return_their_maximum_number_of_rows_by_default(string method, int most)
    {
        foreach (var limit in new[] { "", ",\"limit\":0", ",\"limit\":null", ",\"limit\":100", ",\"limit\":101", ",\"limit\":2147483647", ",\"limit\":\"1000\"" })
        {
            Assert.Equal(most, (await Read(method, "\"offset\":0" + limit)).Rows);
        }

        foreach (var invalid in new[] { "\"limit\":-1", "\"limit\":1.5", "\"limit\":\"x\"", "\"limit\":[]", "\"limit\":1e400", "\"limit\":2147483648", "\"offset\":-1", "\"offset\":{}" })
        {
            Assert.Equal(-32808, (await Read(method, invalid)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_page_states_the_total_and_all_pages_make_the_whole_list(string method, int most)
    {
        var all = most < 100 ? most : Rows;
        var seen = new List<string>();
        foreach (var (offset, limit, rows) in new[] { (0, 7, 7), (7, 1, 1), (8, 0, most < 100 ? most - 8 : Math.Min(most, all - 8)), (108, 5, 0) })
        {
            var part = await Read(method, $"\"offset\":{offset},\"limit\":{limit}");
            Assert.Equal(Meta(method, rows, all), part.Envelope.GetProperty("result").GetProperty("meta").GetRawText());
            Assert.Equal(rows == 0 ? JsonValueKind.Null : JsonValueKind.Array, part.Data.ValueKind);
            seen.AddRange(part.Data.ValueKind == JsonValueKind.Null ? [] : part.Data.EnumerateArray().Select(row => row.GetRawText()));
        }

        Assert.Equal(all, seen.Count);
        Assert.True(method == "admin/api-call-log/read-log" || seen.Distinct().Count() == all); // two pings can be equal
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task An_offset_beyond_the_end_returns_only_the_count(string method, int most)
    {
        var all = most < 100 ? most : Rows;
        Assert.Equal(1, (await Read(method, $"\"offset\":{all - 1}")).Rows);
        foreach (var offset in new[] { all, all + 1, int.MaxValue })
        {
            Assert.Equal(
                """{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false,"data":null,"meta":""" + Meta(method, 0, all) + "}}",
                (await Read(method, $"\"offset\":{offset}")).Body);
        }
    }

    [Fact]
    public async Task Users_are_sorted_by_descending_name_or_in_the_requested_order()
    {
        var names = Enumerable.Range(0, Rows).Select(Name).ToList();
        Assert.Equal(names.AsEnumerable().Reverse().Take(100), await Names(app.Root, "admin/users/read", new { }));
        Assert.Equal(names.Skip(100), await Names(app.Root, "admin/users/read", new { order_by = "name", offset = 100 }));
        Assert.Equal(names.Take(100), await Names(app.Root, "admin/users/read", new { order_by = "name", where = new { search = new[] { "like", "long." } } }));
        Assert.Equal(names.Skip(100), await Names(app.Root, "admin/users/read", new { order_by = "name", where = new { search = new[] { "like", "long." } }, offset = 100, limit = 100 }));
    }

    [Fact]
    public async Task Suggestions_return_the_first_hundred()
    {
        var names = Enumerable.Range(0, Rows).Select(Name).ToList();
        Assert.Equal(names.Take(100), await Names(app.Root, "admin/users/suggest", new { }));
        Assert.Equal(names.Take(100), await Names(app.Root, "admin/users/suggest", new { where = new { name = new[] { "like", "long" } } }));
        Assert.Equal(names.Skip(100), await Names(app.Root, "admin/users/suggest", new { where = new { name = new[] { "like", "long.10" } } }));
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"long.{i:D3}");

    /// <summary>Returns the expected metadata. Notifications are counted by their page only.</summary>
    private static string Meta(string method, int rows, int all) =>
        method == "notifications/read" ? $$"""{"rows":{{rows}}}"""
        : (rows == 0 ? "{" : $$"""{"rows":{{rows}},""") + $"\"total\":\"{all}\",\"summary\":{{\"total\":\"{all}\"}}}}";

    private static async Task<IEnumerable<string?>> Names(RpcClient client, string method, object options) =>
        (await client.Call(method, options)).Data.EnumerateArray().Select(row => row.GetProperty("name").GetString());

    private Task<RpcAnswer> Read(string method, string options)
    {
        var where = method == "admin/api-call-log/read-log" ? "\"where\":{\"method_id\":[\"=\",\"/ping\"]}," : "";
        return (method.StartsWith("admin/", StringComparison.Ordinal) ? app.Root : app.Owner).Post("/api/v1/" + method, $"[{{{where}{options}}}]");
    }
}
