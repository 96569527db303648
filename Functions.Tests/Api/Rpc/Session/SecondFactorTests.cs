using Serverless.Domain.SecondFactors;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests sign-ins with a password and a second factor.</summary>
public sealed class SecondFactorTests(FactorApp app) : IClassFixture<FactorApp>
{
    private const string NewPassword = "another long and winding road";

    [Fact]
    public async Task A_right_password_gets_a_ticket_and_no_session()
    {
        var (name, _, _, _) = await FactorGiven.UserWithTotp(app);
        var answer = await app.Rpc.Call("session/signin", new { username = name, password = Given.Password });
        Assert.Equal((401, "Second factor required", "second_factor_required"), (answer.Status, answer.Text, answer.Reason));
        var meta = FactorGiven.Meta(answer);
        Assert.Matches("^slf_[0-9A-Za-z]{54}$", meta.GetProperty("ticket").GetString());
        Assert.Equal("""["totp","recovery_code"]""", meta.GetProperty("factors").GetRawText());
        Assert.InRange(meta.GetProperty("expires").GetDateTimeOffset() - app.Clock.GetUtcNow(), TimeSpan.FromMinutes(9.5), TimeSpan.FromMinutes(10));
        Assert.Equal(-32801, (await app.Rpc.With(meta.GetProperty("ticket").GetString()).Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_wrong_password_does_not_reveal_the_second_factor()
    {
        var (name, _, _, _) = await FactorGiven.UserWithTotp(app);
        var other = await Given.User(app.Rpc);
        var answers = new[]
        {
            await app.Rpc.Call("session/signin", new { username = name, password = NewPassword }),
            await app.Rpc.Call("session/signin", new { username = other, password = NewPassword }),
            await app.Rpc.Call("session/signin", new { username = Given.Name(), password = NewPassword }),
        };
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
    }

    [Fact]
    public async Task The_second_factor_completes_the_sign_in()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var answer = await app.Rpc.Call("session/signin-second-factor", await FactorGiven.Ticket(app.Rpc, Given.Email(name)), new { totp = FactorGiven.Code(app, secret) });
        Assert.Equal(["token", "auth", "settings"], answer.Data.EnumerateObject().Select(member => member.Name));
        Assert.Equal(name, answer.Data.GetProperty("auth").GetProperty("username").GetString());
        Assert.Equal(200, (await app.Rpc.With(answer.Data.GetProperty("token").GetString()).Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_code_works_once_even_with_another_ticket()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var code = FactorGiven.Code(app, secret);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", await FactorGiven.Ticket(app.Rpc, name), new { totp = code })).Status);
        Assert.Equal("second_factor_invalid", (await app.Rpc.Call("session/signin-second-factor", await FactorGiven.Ticket(app.Rpc, name), new { totp = code })).Reason);
    }

    [Fact]
    public async Task A_ticket_works_once()
    {
        var (name, _, _, codes) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = codes[0] })).Status);
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = codes[1] })).Reason);
    }

    [Fact]
    public async Task A_ticket_allows_five_tries()
    {
        var (name, _, secret, codes) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        for (var i = 0; i < Tickets.MaximumTries; i++)
        {
            var wrong = await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.WrongCode(app, secret) });
            Assert.Equal((401, "second_factor_invalid"), (wrong.Status, wrong.Reason));
        }

        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = codes[0] })).Reason);
    }

    [Fact]
    public async Task A_ticket_lives_for_ten_minutes()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, secret) })).Reason);
    }

    [Fact]
    public async Task A_new_password_ends_a_ticket()
    {
        var (name, client, secret, _) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal(200, (await client.Call("profile/set-password", NewPassword)).Status);
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, secret) })).Reason);
    }

    [Fact]
    public async Task Disabling_the_user_ends_a_ticket()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/set-enabled", name, false)).Status);
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, secret) })).Reason);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Reason);
    }

    [Fact]
    public async Task The_oldest_ticket_ends_with_the_sixth()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var tickets = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            tickets.Add(await FactorGiven.Ticket(app.Rpc, name));
        }

        Assert.Equal(5, (await app.FindUser(name))!.Tickets.Length);
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", tickets[0], new { totp = FactorGiven.Code(app, secret) })).Reason);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", tickets[1], new { totp = FactorGiven.Code(app, secret) })).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"totp":"123456","recovery_code":"0000"}""")]
    public async Task A_proof_has_exactly_one_member(string proof)
    {
        var answer = await app.Rpc.Post("/api/v1/session/signin-second-factor", $"""["slf_x",{proof}]""");
        Assert.Equal((-32808, "invalid_parameters"), (answer.Status, answer.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("slf_00AVbt3CwNpoYkzUg3RGOVo2aV2C3nVN2m7rOmN7DsYc8hM0Rm6gFq")]
    public async Task Other_texts_are_no_tickets(string ticket) =>
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = "123456" })).Reason);

    [Fact]
    public async Task A_session_is_no_ticket()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", client.Token, new { totp = "123456" })).Reason);
    }

    [Fact]
    public async Task A_reset_of_the_password_by_email_keeps_the_second_factor()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        await app.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
        var ticket = await FactorGiven.Ticket(app.Rpc, name, NewPassword);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, secret) })).Status);
    }

    [Fact]
    public async Task An_administrator_removes_all_factors_and_the_user_gets_an_email()
    {
        var (name, _, _, _) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        var root = await Given.Root(app);
        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        await Given.Confirmed(app, name);
        Assert.Equal(1, (await root.Call("admin/users/reset-factors", id)).Rows);
        await app.CopyEvents();
        Assert.Contains("removed all second factors", (await app.Mail.Wait(Given.Email(name), "Your second factors were removed")).TextBody, StringComparison.Ordinal);
        await Given.Session(app.Rpc, name);
        Assert.Equal("sign_in_ticket_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = "123456" })).Reason);
        Assert.Equal(0, (await root.Call("admin/users/reset-factors", id)).Rows);
        Assert.Equal("user_not_found", (await root.Call("admin/users/reset-factors", "987654321")).Reason);
    }
}
