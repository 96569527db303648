using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Users;

/// <summary>Tests how administrators read and end the sessions and API tokens of a user.</summary>
public sealed class CredentialsOfUserTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task An_administrator_ends_one_session_of_a_user()
    {
        var root = await Given.Root(app);
        var (name, first) = await Given.SignedInUser(app.Rpc);
        var second = await Given.Session(app.Rpc, name);
        var id = (await first.Call("profile/read")).Data.GetProperty("id").GetString();
        var newest = (await root.Call("admin/users/read-sessions", id)).Data[0].GetProperty("id").GetString();

        Assert.Equal(1, (await root.Call("admin/users/delete-session", id, newest)).Rows);
        Assert.Equal(-32801, (await second.Call("profile/read")).Status);
        Assert.Equal(200, (await first.Call("profile/read")).Status);
        foreach (var (user, session) in new[] { (id, newest), (id, "x"), ("x", newest), ("99999999", newest) })
        {
            var again = await root.Call("admin/users/delete-session", user, session);
            Assert.Equal((404, "Session not found"), (again.Status, again.Text));
        }
    }

    [Fact]
    public async Task An_administrator_reads_and_deletes_the_API_tokens_of_a_user()
    {
        var root = await Given.Root(app);
        var (_, user) = await Given.SignedInUser(app.Rpc);
        var id = (await user.Call("profile/read")).Data.GetProperty("id").GetString();
        Assert.Equal("[]", (await root.Call("admin/users/read-api-tokens", id)).Data.GetRawText());
        var created = (await user.Call("api-tokens/create", "robot", new { expires_in_days = 3 })).Data;
        var secret = created.GetProperty("token").GetString()!;

        var listed = await root.Call("admin/users/read-api-tokens", id);
        var token = Assert.Single(listed.Data.EnumerateArray());
        Assert.Equal(["id", "user_id", "permissions", "name", "enabled", "created", "expires", "last_used", "hint"], token.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("robot", secret[^4..]), (token.GetProperty("name").GetString(), token.GetProperty("hint").GetString()));
        Assert.DoesNotContain(secret, listed.Body, StringComparison.Ordinal);

        Assert.Equal(1, (await root.Call("admin/users/delete-api-token", id, token.GetProperty("id").GetString())).Rows);
        Assert.Equal(-32801, (await app.Rpc.With(secret).Call("profile/read")).Status);
        foreach (var (method, parameters, text) in new (string, object?[], string)[]
        {
            ("delete-api-token", [id, token.GetProperty("id").GetString()], "Token not found"),
            ("delete-api-token", [id, "x"], "Token not found"),
            ("delete-api-token", ["x", "1"], "User not found"),
            ("read-api-tokens", ["x"], "User not found"),
            ("read-factors", ["99999999"], "User not found"),
        })
        {
            var refused = await root.Call("admin/users/" + method, parameters);
            Assert.Equal((404, text), (refused.Status, refused.Text));
        }
    }

    [Fact]
    public async Task An_administrator_sees_how_a_user_signs_in()
    {
        var root = await Given.Root(app);
        var (_, user) = await Given.SignedInUser(app.Rpc);
        var id = (await user.Call("profile/read")).Data.GetProperty("id").GetString();
        Assert.Equal(
            """{"has_password":true,"can_be_invited":false,"providers":[],"second_factors":{"totp":null,"passkeys":[],"recovery_codes":{"left":0}}}""",
            (await root.Call("admin/users/read-factors", id)).Data.GetRawText());
    }
}
