using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

/// <summary>Tests that the account family and the RPC family share users, sessions and passwords.</summary>
public sealed class OneStoreTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Other = "another long and winding road";

    private RestClient Rest => app.Rest;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_domain_in_unicode_and_in_punycode_is_one_email_address_in_all_families()
    {
        var name = Given.Name();
        var form = AccountGiven.Form(name);
        form["email"] = $"{name}@B\u00FCcher.example";
        var account = await app.Rest.Post("/api/v2/sign_up", form);
        Assert.Equal($"{name}@xn--bcher-kva.example", account["email"].GetString());
        foreach (var login in new[] { $"{name.ToUpperInvariant()}@b\u00FCcher.example", $"{name}@xn--bcher-kva.EXAMPLE" })
        {
            await Given.Session(app.Rpc, login);
            Assert.Equal(201, (await app.Rest.Post("/api/user/session", new { user = login, pass = Given.Password })).Status);
            Assert.Equal(200, (await app.Rest.Post("/api/v2/sign_in", new { login, password = Given.Password })).Status);
            Assert.Equal(409, (await app.Rpc.Call("session/signup", new { username = Given.Name(), email = login, password = Given.Password })).Status);
        }
    }

    [Theory]
    [InlineData("a b@c.example")]
    [InlineData("ann@example.com\u200B")]
    [InlineData("\u202Eann@example.com")]
    [InlineData("\u0430nn@example.com")] // a Cyrillic letter
    public async Task All_families_refuse_invalid_email_addresses(string email)
    {
        var form = AccountGiven.Form(Given.Name());
        form["email"] = email;
        Assert.Equal(422, (await app.Rest.Post("/api/v2/sign_up", form)).Status);
        Assert.Equal(400, (await app.Rpc.Call("session/signup", new { username = Given.Name(), email, password = Given.Password })).Status);
        Assert.Equal(400, (await app.Rest.Post("/api/user", new { username = Given.Name(), email, password = Given.Password, repeatPassword = Given.Password })).Status);
    }

    [Theory]
    [InlineData("\u202Enna")]
    [InlineData("An\u200Bn")]
    [InlineData("Ann\u0007")]
    public async Task Names_of_people_and_tokens_have_no_invisible_characters(string text)
    {
        var (_, client) = await AccountGiven.User(app.Rest);
        Assert.Equal(422, (await client.Put("/api/v2/user", new { fullname = text })).Status);
        Assert.Equal(400, (await app.Rpc.With(client.Token).Call("api-tokens/create", text)).Status);
        Assert.Equal(200, (await client.Put("/api/v2/user", new { fullname = "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645" })).Status); // a Persian word with its joiner
    }

    [Fact]
    public async Task A_user_of_the_account_family_is_a_user_of_the_RPC_family()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var name = account["username"].GetString()!;
        var rpc = await Given.Session(app.Rpc, name);
        Assert.Equal(account["id"].GetInt64().ToString(CultureInfo.InvariantCulture), (await rpc.Call("profile/read")).Data.GetProperty("id").GetString());
        Assert.Equal(200, (await app.Rpc.With(AccountGiven.Token(account)).Call("profile/read")).Status); // a private token works in every family
        await client.Put("/user", new { avatar = "www.test.com/test.png" });
        Assert.StartsWith("https://s.gravatar.com/", (await rpc.Call("profile/read")).Data.GetProperty("avatar").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_of_the_RPC_family_is_a_user_of_the_account_family()
    {
        var name = "a.b-" + Given.Name(); // a name that is not allowed in this family
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status);
        var rpc = await Given.Session(app.Rpc, name);
        var account = await Rest.Post("/sign_in", new { login = name, password = Given.Password });
        Assert.True(account.Status == 200, account.ToString());
        Assert.Equal((name, null), (account["fullname"].GetString(), account["email"].GetString()));

        // Any credential works in this family, and the response contains the one that was sent.
        var read = await Rest.WithPrivateToken(rpc.Token).Get("/user");
        Assert.Equal(rpc.Token, read["private_token"].GetString());
        Assert.Equal(rpc.Token, (await Rest.With($"Bearer {rpc.Token}").Get($"/user"))["private_token"].GetString());
        Assert.Equal(200, (await Rest.Get($"/user?private_token={rpc.Token}")).Status);
    }

    [Fact]
    public async Task The_session_family_lists_and_ends_private_tokens()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var sessions = Rest.With(AccountGiven.Token(account));
        var current = await sessions.Get("/api/user/session");
        Assert.Equal(200, current.Status);
        await Given.Session(app.Rpc, account["username"].GetString()!);
        Assert.Equal(2, (await sessions.Get("/api/user/sessions"))["count"].GetInt32());
        Assert.Equal(200, (await sessions.Delete("/api/user/sessions/all")).Status);
        Assert.Equal((401, 401), ((await client.Get("/user")).Status, (await sessions.Get("/api/user/session")).Status));
        Assert.Equal(0, await PrivateRows(account));
    }

    [Fact]
    public async Task A_user_of_the_session_family_is_a_user_of_the_account_family()
    {
        var name = Given.Name();
        var signedUp = await Rest.Post("/api/user", new { username = name, email = Given.Email(name), password = Given.Password, repeatPassword = Given.Password });
        Assert.True(signedUp.Status == 201, signedUp.ToString());
        var account = await Rest.Post("/sign_in", new { login = name, password = Given.Password });
        Assert.Equal(name, account["username"].GetString());
        var token = signedUp["token"].GetString();
        Assert.Equal(token, (await Rest.WithPrivateToken(token).Get("/user"))["private_token"].GetString());
    }

    [Theory]
    [InlineData("PRIVATE-TOKEN", "", JsonValueKind.Number)]
    [InlineData(null, "?private_token=", JsonValueKind.Number)]
    [InlineData("Authorization", "", JsonValueKind.String)]
    [InlineData("Authorization", "?private_token=", JsonValueKind.String)]
    public async Task The_place_of_the_credential_decides_which_family_answers_a_shared_path(string? header, string query, JsonValueKind id)
    {
        var (account, _) = await AccountGiven.User(Rest);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user" + (query.Length > 0 ? query + AccountGiven.Token(account) : ""));
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, AccountGiven.Token(account));
        }

        using var response = await app.Http.SendAsync(request, Stop);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(id, answer.GetProperty("id").ValueKind);
        Assert.Equal(account["id"].GetInt64().ToString(CultureInfo.InvariantCulture), answer.GetProperty("id").ToString());
    }

    [Fact]
    public async Task An_API_token_can_read_an_account_and_cannot_change_it()
    {
        var (_, rpc) = await Given.SignedInUser(app.Rpc);
        var token = (await rpc.Call("api-tokens/create", "x")).Data.GetProperty("token").GetString();
        var client = Rest.WithPrivateToken(token);
        Assert.Equal(200, (await client.Get("/user")).Status);
        Assert.Equal((403, """{"errors":"API 令牌不能执行此操作"}"""), Refusal(await client.Put("/user", new { fullname = "x" })));
        Assert.Equal(403, (await client.Put("/user/password", new { current_password = Given.Password, password = Other, password_confirmation = Other })).Status);
    }

    [Fact]
    public async Task Signing_out_in_the_RPC_family_ends_a_private_token()
    {
        var (account, client) = await AccountGiven.User(Rest);
        Assert.Equal(1, await PrivateRows(account));
        Assert.Equal(200, (await app.Rpc.With(AccountGiven.Token(account)).Call("session/signout")).Status);
        Assert.Equal(401, (await client.Get("/user")).Status);
        Assert.Equal(0, await PrivateRows(account));
    }

    [Fact]
    public async Task Ending_sessions_and_setting_a_password_in_the_RPC_family_end_private_tokens()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var rpc = await Given.Session(app.Rpc, account["username"].GetString()!);
        Assert.Equal(1, (await rpc.Call("profile/delete-sessions")).Rows);
        Assert.Equal(401, (await client.Get("/user")).Status);
        var second = Rest.WithPrivateToken(AccountGiven.Token(await Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password })));
        Assert.Equal(200, (await rpc.Call("profile/set-password", Other)).Status);
        Assert.Equal(401, (await second.Get("/user")).Status);
        Assert.Equal(0, await PrivateRows(account));
        Assert.Equal(200, (await Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Other })).Status);
    }

    [Fact]
    public async Task A_new_password_ends_sessions_of_other_families_except_the_callers_own()
    {
        var (name, rpc) = await Given.SignedInUser(app.Rpc);
        var other = await Given.Session(app.Rpc, name);
        var changed = await Rest.WithPrivateToken(rpc.Token).Put("/user/password", new { current_password = Given.Password, password = Other, password_confirmation = Other });
        Assert.Matches("^[A-Za-z0-9_-]{20}$", AccountGiven.Token(changed));
        Assert.Equal((200, -32801), ((await rpc.Call("profile/read")).Status, (await other.Call("profile/read")).Status));
        Assert.Equal(200, (await Rest.WithPrivateToken(AccountGiven.Token(changed)).Get("/user")).Status);
        Assert.Equal("Your password was changed", (await rpc.Call("notifications/read")).Data[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_new_email_address_is_unconfirmed_in_the_RPC_family()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var email = account["email"].GetString()!;
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Mailbox.Token(await app.Mail.Wait(email, "Confirm your email")))).Status);
        var rpc = app.Rpc.With(AccountGiven.Token(account));
        Assert.True((await rpc.Call("profile/read")).Data.GetProperty("email_confirmed").GetBoolean());
        await client.Put("/user", new { email, fullname = "x" }); // the same address stays confirmed
        Assert.True((await rpc.Call("profile/read")).Data.GetProperty("email_confirmed").GetBoolean());
        await client.Put("/user", new { email = Given.Email(Given.Name()) });
        Assert.False((await rpc.Call("profile/read")).Data.GetProperty("email_confirmed").GetBoolean());
    }

    [Fact]
    public async Task Disabling_a_user_ends_private_tokens_at_once_and_for_good()
    {
        var root = await Given.Root(app);
        var (account, client) = await AccountGiven.User(Rest);
        var name = account["username"].GetString()!;
        Assert.Equal(200, (await root.Call("admin/users/set-enabled", name, false)).Status);
        Assert.Equal((401, """{"message":"401 Unauthorized"}"""), Refusal(await client.Get("/user")));
        Assert.Equal((401, """{"errors":"帐号或者密码错误"}"""), Refusal(await Rest.Post("/sign_in", new { login = name, password = Given.Password })));
        Assert.Equal(200, (await root.Call("admin/users/set-enabled", name, true)).Status);
        Assert.Equal(401, (await client.Get("/user")).Status);
        Assert.Equal(0, await PrivateRows(account));
        Assert.Equal(200, (await Rest.Post("/sign_in", new { login = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task Deleting_a_user_ends_private_tokens_at_once_and_leaves_no_rows()
    {
        var root = await Given.Root(app);
        var (account, client) = await AccountGiven.User(Rest);
        Assert.Equal(200, (await root.Call("admin/users/delete", account["id"].GetInt64().ToString(CultureInfo.InvariantCulture))).Status);
        Assert.Equal(401, (await client.Get("/user")).Status);
        Assert.Equal(0, await PrivateRows(account));
        Assert.Equal(200, (await Rest.Post("/sign_up", AccountGiven.Form(account["username"].GetString()!))).Status);
    }

    [Fact]
    public async Task A_private_token_lives_for_ten_years_of_use()
    {
        await using var later = new TestApp(app.Azurite);
        await later.InitializeAsync();
        var (_, client) = await AccountGiven.User(later.Rest);
        later.Clock.Advance(TimeSpan.FromDays(3652.5) - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await client.Get("/user")).Status);
        later.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(401, (await client.Get("/user")).Status);
    }

    [Fact]
    public async Task More_than_fifty_sessions_delete_the_oldest_token_with_all_its_rows()
    {
        var (account, first) = await AccountGiven.User(Rest);
        for (var i = 0; i < 50; i++)
        {
            AccountGiven.Token(await Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password }));
        }

        Assert.Equal(401, (await first.Get("/user")).Status);
        Assert.Equal(50, await PrivateRows(account));
    }

    /// <summary>Returns the number of rows that name the owner of a private token.</summary>
    private async Task<int> PrivateRows(RestReply account)
    {
        var (id, first, end) = (account["id"].GetInt64(), "private;", "private<");
        return await app.Get<Tables>().Names
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"UserId eq {id} and PartitionKey ge {first} and PartitionKey lt {end}"), cancellationToken: Stop)
            .CountAsync(Stop);
    }

    private static (int Status, string Body) Refusal(RestReply answer) => (answer.Status, answer.Body);
}
