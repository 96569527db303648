using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>
/// Tests a disabled user: this family reports it, the others treat the user as anonymous, and the sessions stay invalid when the user is enabled
/// again.
/// </summary>
public sealed class BannedTests(TestApp app) : IClassFixture<TestApp>
{
    private RestClient Rest => new(app.Http);

    [Fact]
    public async Task Only_the_endpoints_of_this_family_report_that_a_user_is_disabled()
    {
        var (name, client) = await NewUser();
        await SetEnabled(name, false);
        foreach (var (verb, path) in ((string, string)[])[
            ("GET", "/api/user/session"), ("GET", "/api/sessions"), ("DELETE", "/api/user/session/1"), ("DELETE", "/sessions/all"), ("GET", "/api/user"),
            ("GET", "/api"), ("GET", "/api/user/nothing/at/all/here"), ("POST", "/api/user/session"), ("GET", "/api/users/me/sessions")])
        {
            (await client.Send(new HttpMethod(verb), path)).IsError(403, "BANNED_ERROR", "Account Banned");
        }

        Assert.Equal(-32801, (await app.Rpc.With(client.Token).Call("profile/read")).Status);
        Assert.Equal(401, (await client.Get("/api/v2/user")).Status);
    }

    [Fact]
    public async Task Sign_in_reports_a_disabled_user_only_with_the_correct_password()
    {
        var (name, _) = await NewUser();
        await SetEnabled(name, false);
        (await SignIn(name, "something else")).IsError(401, "INVALID_PASSWORD_ERROR", "Invalid Password");
        (await SignIn(name, Given.Password)).IsError(403, "BANNED_ERROR", "Account Banned");
    }

    [Fact]
    public async Task Old_sessions_stay_invalid_when_a_user_is_enabled_again()
    {
        var (name, client) = await NewUser();
        await SetEnabled(name, false);
        await SetEnabled(name, true);
        (await client.Get("/api/user/session")).IsError(401, "INVALID_SESSION_ERROR", "Invalid Session");
        Assert.Equal(-32801, (await app.Rpc.With(client.Token).Call("profile/read")).Status);
        var (again, id) = await Rest.SignIn(name);
        Assert.Equal([id], await again.Ids());
    }

    [Fact]
    public async Task API_tokens_stop_while_a_user_is_disabled_and_work_again_afterwards()
    {
        var (name, client) = await NewUser();
        var token = Rest.With((await app.Rpc.With(client.Token).Call("api-tokens/create", "mine")).Data.GetProperty("token").GetString());
        await SetEnabled(name, false);
        (await token.Get("/api/user")).IsError(403, "BANNED_ERROR", "Account Banned");
        await SetEnabled(name, true);
        Assert.Equal(200, (await token.Get("/api/user")).Status);
    }

    [Fact]
    public async Task Sessions_that_ended_before_reveal_nothing()
    {
        var (name, client) = await NewUser();
        var (other, id) = await Rest.SignIn(name);
        await client.Delete($"/api/user/session/{id}");
        await SetEnabled(name, false);
        Assert.Equal(401, (await other.Get("/api/user/session")).Status);
        Assert.True(Credential.TryParse(client.Token, out var mine));
        var forged = Credential.Create(CredentialKind.Session, mine.UserId, mine.RecordId); // only the secret is wrong
        Assert.Equal(401, (await Rest.With(forged.Text).Get("/api/user/session")).Status);
        Assert.Equal(403, (await client.Get("/api/user/session")).Status);
    }

    [Fact]
    public async Task Deleting_a_disabled_user_ends_the_special_response()
    {
        var (name, client) = await NewUser();
        await SetEnabled(name, false);
        var root = await Given.Root(app);
        await root.Call("admin/users/delete", $"{(await app.FindUser(name))!.Id}");
        Assert.Equal(401, (await client.Get("/api/user/session")).Status);
    }

    private async Task<(string Name, RestClient Client)> NewUser()
    {
        var name = await Given.User(app.Rpc);
        return (name, (await Rest.SignIn(name)).Client);
    }

    private Task<RestReply> SignIn(string user, string pass) => Rest.Post("/api/user/session", new { user, pass });

    private async Task SetEnabled(string name, bool enabled)
    {
        var answer = await (await Given.Root(app)).Call("admin/users/set-enabled", $"{(await app.FindUser(name))!.Id}", enabled);
        Assert.True(answer.IsSuccess, answer.ToString());
    }
}
