using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <content>The calls of the account family, in which secrets can be in the query string.</content>
public sealed partial class ScriptedDay
{
    private RestClient Rest => _app.Rest;

    private async Task SomebodyUsesTheAccountFamily()
    {
        var (name, password) = (Given.Name(), Password());
        var email = Email(name);
        var account = await Rest.Post("/api/v2/sign_up", new { username = name, email, password, password_confirmation = password });
        Secret(await Emailed(email, Confirm));
        var token = Token(account);
        Assert.Equal(200, (await Rest.Get($"/user?private_token={token}")).Status);
        Assert.Equal(200, (await Rest.Put("/user", new { private_token = token, fullname = Canary("fullname"), avatar = Canary("avatar"), phone_number = Canary("phone_number") })).Status);

        var (other, changed) = (Password(), Rest.WithPrivateToken(token));
        Assert.Equal(422, (await changed.Put("/user/password", new { current_password = Password(), password = other, password_confirmation = other })).Status);
        Token(await changed.Put("/user/password", new { current_password = password, password = other, password_confirmation = other }));
        Assert.Equal(401, (await Rest.Post("/sign_in", new { login = email, password })).Status);
        Token(await Rest.Post("/sign_in", new { login = email, password = other }));
        Assert.Equal(204, (await Rest.Post("/reset_password", new { email })).Status);
        Secret(await Emailed(email, Reset));

        Token(await Rest.Post("/sign_up_temporarily"));
        Token(await Rest.Post("/sign_in_with/wechat", new { uid = Secret(Canary("uid")) }));
        Assert.Equal(422, (await Rest.Post("/sign_in_with/wechat", new { email = Canary("email"), username = Canary("username") })).Status);
        var unknown = Secret(PrivateToken.Create().Text);
        Assert.Equal(401, (await Rest.Get($"/user?private_token={unknown}")).Status);
        Assert.Equal(404, (await Rest.Get($"/api/v2/nothing?private_token={unknown}")).Status);
        Assert.Equal(401, (await Rest.WithPrivateToken(Password()).Get("/user")).Status);
        Assert.Equal(400, (await Rest.Raw(HttpMethod.Post, "/sign_in", $$"""{"login":"{{email}}","password":"{{Password()}}""")).Status);
        await _app.Rest.PostForm("/sign_in", KeyValuePair.Create("login", Canary("login")), KeyValuePair.Create("password", Password()));
    }

    private string Token(RestReply account) => Secret(AccountGiven.Token(account));
}
