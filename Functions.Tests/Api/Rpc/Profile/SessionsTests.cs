using System.Text.Json;
using Serverless.Domain.LastUse;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests that users see and end their sessions (account-security.md 5).</summary>
public sealed class SessionsTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Firefox = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0";

    [Fact]
    public async Task A_user_sees_the_sessions_of_all_families_with_device_IP_address_and_family()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        var address = LimitedApp.NewAddress();
        var (_, rpc) = (name, await Given.Session(app.Rpc.From(address), name));
        var session = await app.Rest.With(("User-Agent", Firefox), ("X-Forwarded-For", "203.0.113.9"), ("X-Session-Name", "my laptop"))
            .Post("/api/user/session", new { user = name, password = Given.Password });
        Assert.Equal(201, session.Status);
        var account = await app.Rest.With(("X-Forwarded-For", "2001:db8::7")).Post("/sign_in", new { login = name, password = Given.Password });
        Assert.Equal(200, account.Status);

        var sessions = (await rpc.Call("profile/sessions/read")).Data.EnumerateArray().ToList();
        Assert.Equal(["id", "created", "last_used", "expires", "device", "ip", "family", "is_current"], sessions[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["account 2001:db8::7  False", "session 203.0.113.9 Firefox v121.0 on Ubuntu False", $"rpc {address}  True"],
            sessions.Select(one => $"{Text(one, "family")} {Text(one, "ip")} {Text(one, "device")} {one.GetProperty("is_current").GetBoolean()}"));
        Assert.All(sessions, one => Assert.Equal(Hours.Floor(one.GetProperty("last_used").GetDateTimeOffset()), one.GetProperty("last_used").GetDateTimeOffset()));
        Assert.All(sessions, one => Assert.True(one.GetProperty("expires").GetDateTimeOffset() > one.GetProperty("created").GetDateTimeOffset().AddDays(29)));
    }

    [Fact]
    public async Task A_frame_of_a_socket_and_a_request_show_the_same_current_session()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        await using var socket = await RpcSocket.Open(app.Http.BaseAddress!, client.Token);
        var frame = await socket.Call("profile/sessions/read");
        Assert.True(frame.GetProperty("result").GetProperty("data")[0].GetProperty("is_current").GetBoolean());
    }

    [Fact]
    public async Task Ending_a_session_closes_its_sockets_and_no_others()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var other = await Given.Session(app.Rpc, name);
        await using var own = await RpcSocket.Open(app.Http.BaseAddress!, client.Token);
        await using var ended = await RpcSocket.Open(app.Http.BaseAddress!, other.Token);
        var id = Text((await client.Call("profile/sessions/read")).Data.EnumerateArray().Single(one => !one.GetProperty("is_current").GetBoolean()), "id");
        Assert.Equal(1, (await client.Call("profile/sessions/delete", id)).Rows);
        await ended.UntilClosed();
        Assert.Equal(-32801, (await other.Call("profile/read")).Status);
        Assert.Equal(200, RpcSocket.Status(await own.Call("profile/read")));
        var again = await client.Call("profile/sessions/delete", id);
        Assert.Equal((404, "Session not found"), (again.Status, again.Text));
    }

    [Fact]
    public async Task A_user_can_end_the_session_of_the_call_itself()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var id = Text((await client.Call("profile/sessions/read")).Data[0], "id");
        Assert.Equal(200, (await client.Call("profile/sessions/delete", id)).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Sessions_of_others_are_not_found()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        var (_, stranger) = await Given.SignedInUser(app.Rpc);
        var id = Text((await client.Call("profile/sessions/read")).Data[0], "id");
        Assert.Equal(404, (await stranger.Call("profile/sessions/delete", id)).Status);
        Assert.Equal(404, (await stranger.Call("profile/sessions/delete", "nonsense")).Status);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
    }

    [Fact]
    public async Task An_api_token_reads_sessions_and_ends_none()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var program = app.Rpc.With((await client.Call("api-tokens/create", "robot")).Data.GetProperty("token").GetString());
        var session = (await program.Call("profile/sessions/read")).Data[0];
        Assert.False(session.GetProperty("is_current").GetBoolean());
        Assert.Equal(-32801, (await program.Call("profile/sessions/delete", Text(session, "id"))).Status);
    }

    [Fact]
    public async Task An_administrator_reads_the_sessions_of_a_user()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        var own = (await client.Call("profile/sessions/read")).Data[0];
        var seen = Assert.Single((await root.Call("admin/users/read-sessions", id)).Data.EnumerateArray());
        Assert.Equal((Text(own, "id"), Text(own, "ip"), false), (Text(seen, "id"), Text(seen, "ip"), seen.GetProperty("is_current").GetBoolean()));
        Assert.Contains((await root.Call("admin/users/read-sessions", "1")).Data.EnumerateArray(), one => one.GetProperty("is_current").GetBoolean());
        Assert.Equal(404, (await root.Call("admin/users/read-sessions", "99999999")).Status);
        Assert.Equal(404, (await root.Call("admin/users/read-sessions", "nonsense")).Status);
        Assert.Equal(-32801, (await client.Call("admin/users/read-sessions", id)).Status);

        Assert.Equal(200, (await root.Call("admin/users/set-enabled", id, false)).Status);
        Assert.Equal(0, (await root.Call("admin/users/read-sessions", id)).Data.GetArrayLength());
    }

    [Fact]
    public async Task The_session_family_shows_when_a_session_was_used()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var session = await app.Rest.With(client.Token).Get("/api/users/me/sessions/me");
        Assert.Equal(Hours.Floor(app.Clock.GetUtcNow()), session["usedAt"].GetDateTimeOffset(), TimeSpan.FromHours(1));
        Assert.Equal(0, session["usedAt"].GetDateTimeOffset().Minute);
    }

    private static string? Text(JsonElement row, string member) => row.GetProperty(member).GetString();
}
