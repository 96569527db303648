using Serverless.Tests.Api.Sessions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests that users rename themselves (account-security.md 6).</summary>
public sealed class SetUsernameTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_password_the_sessions_and_the_tokens_stay()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var other = await Given.Session(app.Rpc, name);
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        var renamed = Given.Name();
        var answer = await client.Call("profile/set-username", renamed.ToUpperInvariant());
        Assert.Equal((200, 1), (answer.Status, answer.Rows));

        foreach (var caller in (RpcClient[])[client, other, token])
        {
            Assert.Equal(renamed, (await caller.Call("profile/read")).Data.GetProperty("name").GetString());
        }

        await Given.Session(app.Rpc, renamed);
        await Given.Session(app.Rpc, Given.Email(name));
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
        await app.FinishFollowUps();
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status); // the old name is free
    }

    [Theory]
    [InlineData("rpc")]
    [InlineData("session")]
    [InlineData("account")]
    public async Task A_user_of_each_family_signs_in_to_all_families_by_the_new_name(string family)
    {
        var name = Given.Name();
        var token = family switch
        {
            "rpc" => (await Given.SignedInUser(app.Rpc)).Client.Token,
            "session" => (await app.Rest.Post("/api/user", new { username = name, email = Given.Email(name), password = Given.Password, repeatPassword = Given.Password }))["token"].GetString(),
            _ => AccountGiven.Token((await AccountGiven.User(app.Rest)).Account),
        };
        var renamed = Given.Name();
        Assert.Equal(200, (await app.Rpc.With(token).Call("profile/set-username", renamed)).Status);

        await Given.Session(app.Rpc, renamed);
        await app.Rest.SignIn(renamed);
        Assert.Equal(renamed, (await app.Rest.Post("/api/v2/sign_in", new { login = renamed, password = Given.Password }))["username"].GetString());
    }

    [Theory]
    [InlineData("ab", "user_name_length")]
    [InlineData("a name", "user_name_characters")]
    [InlineData("12345", "user_name_ambiguous")]
    [InlineData("somebody@example.com", "user_name_not_own_email")]
    public async Task The_rules_are_those_of_sign_up_and_of_administrators(string name, string reason)
    {
        var (own, client) = await Given.SignedInUser(app.Rpc);
        var root = await Given.Root(app);
        Assert.Equal((400, reason), await client.Call("profile/set-username", name) is var answer ? (answer.Status, answer.Reason) : default);
        Assert.Equal((400, reason), await root.Call("admin/users/set-username", own, name) is var admins ? (admins.Status, admins.Reason) : default);
        Assert.NotNull(await app.FindUser(own));
    }

    [Fact]
    public async Task The_own_email_address_and_the_same_name_are_allowed()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        Assert.Equal(200, (await client.Call("profile/set-username", name)).Status);
        Assert.Equal(200, (await client.Call("profile/set-username", Given.Email(name))).Status);
        await Given.Session(app.Rpc, Given.Email(name));
    }

    [Fact]
    public async Task A_name_or_an_email_address_of_another_user_is_taken()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var other = await Given.User(app.Rpc);
        var answer = await client.Call("profile/set-username", other);
        Assert.Equal((409, "user_exists", "User already exists"), (answer.Status, answer.Reason, answer.Text));
    }

    [Fact]
    public async Task Of_two_users_who_want_one_name_one_gets_it()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await Given.SignedInUser(app.Rpc)).Client));
        var wanted = Given.Name();
        var answers = await Task.WhenAll(clients.Select(client => client.Call("profile/set-username", wanted)));
        Assert.Equal([200, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        await Given.Session(app.Rpc, wanted);
    }

    [Fact]
    public async Task Root_keeps_the_name()
    {
        var answer = await (await Given.Root(app)).Call("profile/set-username", Given.Name());
        Assert.Equal((400, "root_account"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task An_api_token_cannot_rename_its_owner()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        Assert.Equal(-32801, (await token.Call("profile/set-username", Given.Name())).Status);
    }
}
