using System.Text.Json;
using Serverless.Domain.Notifications;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Notifications;

/// <summary>Tests notifications (rpc.md 3.5 and 7).</summary>
public sealed class NotificationTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_anonymous_caller_and_a_new_user_have_no_notifications()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        foreach (var caller in new[] { app.Rpc, client })
        {
            Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false,"data":null,"meta":{"rows":0}}}""", (await caller.Call("notifications/read")).Body);
        }

        Assert.Equal(0, (await app.Rpc.Call("notifications/mark-read", new object[] { new[] { "1" } })).Rows);
    }

    [Fact]
    public async Task Lists_notifications_newest_first_marks_and_deletes_them()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Add(name, "first");
        await Add(name, "second");
        var all = await client.Call("notifications/read");
        Assert.Equal(["id", "date", "subject", "body", "read"], all.Data[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["second", "first"], Subjects(all));
        Assert.Equal((2, false), (all.Rows, all.Data[0].GetProperty("read").GetBoolean()));
        Assert.Equal("""{"rows":2}""", all.Envelope.GetProperty("result").GetProperty("meta").GetRawText());
        Assert.Equal(["first"], Subjects(await client.Call("notifications/read", new { offset = 1, limit = 5 })));

        var second = all.Data[0].GetProperty("id").GetString()!;
        Assert.Equal(1, (await client.Call("notifications/mark-read", new object[] { new[] { second, "12345", "nonsense" } })).Rows);
        Assert.Equal([true, false], await Read(client));
        Assert.Equal(1, (await client.Call("notifications/mark-unread", new object[] { new[] { second } })).Rows);
        Assert.Equal([false, false], await Read(client));
        Assert.Equal(1, (await client.Call("notifications/delete", new object[] { new[] { second } })).Rows);
        Assert.Equal(0, (await client.Call("notifications/delete", new object[] { new[] { second } })).Rows);
        Assert.Equal(["first"], Subjects(await client.Call("notifications/read")));
    }

    [Fact]
    public async Task A_notification_to_all_users_arrives_and_its_progress_can_be_read()
    {
        var root = await Given.Root(app);
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var started = await root.Call("admin/notifications/create-for-all", "To everybody", "Something happened.");
        await TestTimeout.Until(async () => (await client.Call("notifications/read")).Rows > 0, "The notification did not come.");
        Assert.Equal(["To everybody"], Subjects(await client.Call("notifications/read")));
        var id = started.Data.GetProperty("id").GetString();
        JsonElement progress = default;
        await TestTimeout.Until(async () => (progress = (await root.Call("admin/notifications/read-progress", id)).Data).GetProperty("finished").ValueKind == JsonValueKind.String, "The delivery did not end.");
        Assert.Equal(["id", "created", "delivered", "expected", "finished"], progress.EnumerateObject().Select(member => member.Name));
        Assert.True(progress.GetProperty("delivered").GetInt32() >= 2);
        Assert.True(progress.GetProperty("expected").GetInt32() >= 2);
    }

    [Fact]
    public async Task A_wrong_notification_to_all_users_is_refused()
    {
        var root = await Given.Root(app);
        Assert.Equal(400, (await root.Call("admin/notifications/create-for-all", "", "body")).Status);
        Assert.Equal(400, (await root.Call("admin/notifications/create-for-all", new string('s', 201), "body")).Status);
        Assert.Equal(400, (await root.Call("admin/notifications/create-for-all", "subject", new string('b', 5001))).Status);
        foreach (var id in new[] { "1", "x", "" })
        {
            Assert.Equal(404, (await root.Call("admin/notifications/read-progress", id)).Status);
        }
    }

    [Theory]
    [InlineData("""[["date","desc"]]""", "3,2,1")]
    [InlineData("""[["date","asc"]]""", "1,2,3")]
    [InlineData("""[["date"]]""", "1,2,3")]
    [InlineData("\"date\"", "1,2,3")]
    [InlineData("""["created"]""", "1,2,3")]
    [InlineData("""[["id","desc"],["date","asc"]]""", "3,2,1")]
    [InlineData("""[["name","asc"],["enabled","desc"]]""", "3,2,1")]
    [InlineData("""[["name","asc"],["date","asc"]]""", "1,2,3")]
    [InlineData("[]", "3,2,1")]
    [InlineData("null", "3,2,1")]
    public async Task Returns_notifications_in_the_requested_order(string order, string subjects)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        foreach (var subject in new[] { "1", "2", "3" })
        {
            await Add(name, subject);
        }

        var path = "/api/v1/notifications/read";
        Assert.Equal(subjects, string.Join(',', Subjects(await client.Post(path, $$"""[{"order_by":{{order}}}]"""))));
        Assert.Equal(subjects[2..3], string.Join(',', Subjects(await client.Post(path, $$"""[{"order_by":{{order}},"offset":1,"limit":1}]"""))));
    }

    [Fact]
    public async Task Finds_notifications_by_id_and_by_a_part_of_subject_or_body()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Add(name, "first");
        await Add(name, "Second");
        await Add(name, "third second");
        var first = (await client.Call("notifications/read")).Data[2].GetProperty("id").GetString()!;
        Assert.Equal(["first"], Subjects(await client.Call("notifications/read", new { where = new { id = new[] { "=", first } } })));
        Assert.Equal(["first"], Subjects(await client.Call("notifications/read", new { where = new { id = first } })));
        Assert.Equal(["third second", "Second"], Subjects(await client.Call("notifications/read", new { where = new { search = new[] { "like", "SECOND" } } })));
        Assert.Equal(["Second"], Subjects(await client.Call("notifications/read", new { where = new { search = new[] { "like", "second" } }, offset = 1, limit = 1 })));
        Assert.Equal(3, (await client.Call("notifications/read", new { where = new { search = new[] { "like", "bod" } } })).Rows);
        object[] nothing =
        [
            new { where = new { id = new[] { "=", first }, search = new[] { "like", "second" } } },
            new { where = new { id = "12345" } },
            new { where = new { search = new[] { "like" } } },
            new { where = new { search = new[] { "like", "%" } } },
        ];
        foreach (var options in nothing)
        {
            Assert.Equal(0, (await client.Call("notifications/read", options)).Rows);
        }

        Assert.Equal((-32808, """Parameter "options" is invalid"""), Problem(await client.Call("notifications/read", new { where = new { subject = "first" } })));
    }

    [Theory]
    [InlineData("notifications/mark-read")]
    [InlineData("notifications/mark-unread")]
    [InlineData("notifications/delete")]
    public async Task Users_cannot_change_notifications_of_others_and_an_empty_list_changes_none(string method)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var (_, stranger) = await Given.SignedInUser(app.Rpc);
        await Add(name, "mine");
        var id = (await client.Call("notifications/read")).Data[0].GetProperty("id").GetString();
        Assert.Equal(0, (await stranger.Call(method, new object[] { new[] { id } })).Rows);
        Assert.Equal(0, (await client.Post("/api/v1/" + method, "[]")).Rows);
        Assert.Equal(0, (await client.Call(method, [null])).Rows);
        Assert.Equal((-32808, """Parameter "notifications" is invalid"""), Problem(await client.Post("/api/v1/" + method, "[[]]")));
        Assert.Equal([false], await Read(client));
    }

    [Fact]
    public async Task Notifications_expire_after_two_days()
    {
        await using var later = new TestApp(app.Azurite);
        await later.InitializeAsync();
        var (name, client) = await Given.SignedInUser(later.Rpc);
        var user = (await later.FindUser(name))!;
        await later.Get<NotificationStore>().Add(user.Id, Notification.Create("old", "", later.Clock.GetUtcNow()), Stop);
        later.Clock.Advance(Notification.Lifetime - TimeSpan.FromMinutes(1));
        await later.Get<NotificationStore>().Add(user.Id, Notification.Create("new", "", later.Clock.GetUtcNow()), Stop);
        Assert.Equal(["new", "old"], Subjects(await client.Call("notifications/read")));
        later.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["new"], Subjects(await client.Call("notifications/read")));
        Assert.Equal(1, await later.Get<NotificationStore>().DeleteExpired(Stop));
        Assert.Equal(0, await later.Get<NotificationStore>().DeleteExpired(Stop));
        Assert.Equal(["new"], Subjects(await client.Call("notifications/read")));
    }

    [Fact]
    public async Task Notifications_expire_after_two_days_to_the_millisecond()
    {
        await using var later = new TestApp(app.Azurite);
        await later.InitializeAsync();
        later.Clock.Stop();
        var (name, client) = await Given.SignedInUser(later.Rpc);
        await later.Get<NotificationStore>().Add((await later.FindUser(name))!.Id, Notification.Create("old", "", later.Clock.GetUtcNow()), Stop);
        later.Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMilliseconds(1));
        var id = (await client.Call("notifications/read")).Data[0].GetProperty("id").GetString();
        object[] ids = [new[] { id }];
        Assert.Equal(1, (await client.Call("notifications/mark-read", ids)).Rows);
        Assert.Equal(0, await later.Get<NotificationStore>().DeleteExpired(Stop));

        later.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((JsonValueKind.Null, 0), (await client.Call("notifications/read")) is var none ? (none.Data.ValueKind, none.Rows) : default);
        foreach (var method in new[] { "notifications/mark-read", "notifications/mark-unread", "notifications/delete" })
        {
            Assert.Equal(0, (await client.Call(method, ids)).Rows);
        }

        Assert.Equal(1, await later.Get<NotificationStore>().DeleteExpired(Stop));
    }

    [Fact]
    public async Task Account_changes_create_notifications()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await client.Call("profile/set-password", "another long and winding road");
        await client.Call("profile/set-email", Given.Email(name));
        await client.Call("api-tokens/create", "my program");
        Assert.Equal(
            ["A new API token was created", "Your email address was changed", "Your password was changed"],
            Subjects(await client.Call("notifications/read")));
        Assert.Contains("my program", (await client.Call("notifications/read")).Data[0].GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_from_a_new_device_creates_one_notification()
    {
        var name = await Given.User(app.Rpc);
        var client = await SignIn(name, "Known/1.0", "203.0.113.7");
        await SignIn(name, "Known/1.0", "198.51.100.1, 203.0.113.99:4711"); // the same network, another IP address
        Assert.Equal(0, (await client.Call("notifications/read")).Rows);

        await SignIn(name, "Other/2.0", "203.0.113.7");
        await SignIn(name, "Known/1.0", "2001:db8:1:2::3");
        await SignIn(name, "Other/2.0", "203.0.113.7");
        var told = await client.Call("notifications/read");
        Assert.Equal(2, told.Rows);
        Assert.All(Subjects(told), subject => Assert.Equal("Sign-in from a new device", subject));
        Assert.Contains("Other/2.0", told.Data[1].GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_can_notify_many_users()
    {
        var root = await Given.Session(app.Rpc, "root", TestApp.RootPassword);
        var (first, firstClient) = await Given.SignedInUser(app.Rpc);
        var (second, secondClient) = await Given.SignedInUser(app.Rpc);
        var ids = new[] { await Id(first), await Id(second), await Id(second), "999999999", "nonsense" };
        Assert.Equal(200, (await root.Call("admin/notifications/create", ids, "News", "Something happened.")).Status);
        foreach (var client in new[] { firstClient, secondClient })
        {
            await TestTimeout.Until(async () => (await client.Call("notifications/read")).Rows > 0, "The notification did not come.");
            Assert.Equal(["News"], Subjects(await client.Call("notifications/read")));
        }
    }

    [Fact]
    public async Task Only_an_administrator_can_notify_users()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var root = await Given.Session(app.Rpc, "root", TestApp.RootPassword);
        Assert.Equal(-32801, (await client.Call("admin/notifications/create", new[] { "1" }, "a", "b")).Status);
        Assert.Equal(400, (await root.Call("admin/notifications/create", Array.Empty<string>(), "a", "b")).Status);
        Assert.Equal(400, (await root.Call("admin/notifications/create", new[] { "1" }, "", "b")).Status);
        Assert.Equal(400, (await root.Call("admin/notifications/create", new[] { "1" }, new string('a', 201), "b")).Status);
        Assert.Equal(400, (await root.Call("admin/notifications/create", new[] { "1" }, "a", new string('b', 5001))).Status);
        Assert.Equal(200, (await root.Call("admin/notifications/create", new[] { "1" }, "a", new string('\u0001', 5000))).Status);
    }

    private async Task Add(string name, string subject)
    {
        app.Clock.Advance(TimeSpan.FromMilliseconds(1)); // newest first, even within a millisecond
        await app.Get<NotificationStore>().Add((await app.FindUser(name))!.Id, Notification.Create(subject, "body", app.Clock.GetUtcNow()), Stop);
    }

    private async Task<string> Id(string name) => (await app.FindUser(name))!.Id.ToString(null, null);

    private async Task<RpcClient> SignIn(string name, string userAgent, string forwardedFor)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session/signin")
        {
            Content = new StringContent(JsonSerializer.Serialize(new[] { new { username = name, password = Given.Password } }), null, "application/json"),
            Headers = { { "User-Agent", userAgent }, { "X-Forwarded-For", forwardedFor } },
        };
        return app.Rpc.With((await app.Rpc.Send(request)).Data.GetProperty("token").GetString());
    }

    private static IEnumerable<string?> Subjects(RpcAnswer answer) => answer.Data.EnumerateArray().Select(note => note.GetProperty("subject").GetString());

    private static async Task<IEnumerable<bool>> Read(RpcClient client) =>
        (await client.Call("notifications/read")).Data.EnumerateArray().Select(note => note.GetProperty("read").GetBoolean()).ToList();

    private static (int, string?) Problem(RpcAnswer answer) => (answer.Status, answer.Text);
}
