using MimeKit;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests confirming an email address and resetting a password, from the request to the email to the token.</summary>
[Trait("Category", "BlackBox")]
public sealed class EmailTests(Server server) : IClassFixture<Server>
{
    private const string Confirm = "Confirm your email";
    private const string Reset = "Reset Password";
    private const string NewPassword = "another long and winding road";

    private RpcClient Rpc => server.Rpc;

    [Fact]
    public async Task Signing_up_with_an_email_address_sends_a_confirmation_email()
    {
        var (name, client) = await Given.SignedInUser(Rpc, withEmail: true);
        var token = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Confirm));
        Assert.Matches("^slc_[0-9A-Za-z]{54}$", token);

        var answer = await Rpc.Call("session/confirm-email-by-token", token);
        Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false,"data":null,"meta":{"rows":1}}}""", answer.Body);
        Assert.True((await client.Call("profile/read")).Data.GetProperty("email_confirmed").GetBoolean());
    }

    [Fact]
    public async Task A_token_works_once()
    {
        var name = await Given.User(Rpc, withEmail: true);
        var token = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Confirm));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Rpc.Call("session/confirm-email-by-token", token)));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((404, "Token not found"), (answer.Status, answer.Text)));
    }

    [Fact]
    public async Task A_newer_email_invalidates_the_older_token()
    {
        var name = await Given.User(Rpc, withEmail: true);
        var first = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Confirm));
        Assert.Equal(200, (await Rpc.Call("session/send-confirmation-email", Given.Email(name))).Status);
        await server.Mail.Wait(Given.Email(name), Confirm, count: 2);
        Assert.Equal(404, (await Rpc.Call("session/confirm-email-by-token", first)).Status);
    }

    [Fact]
    public async Task Resetting_the_password_signs_in_ends_all_sessions_and_confirms_the_address()
    {
        var (name, client) = await Given.SignedInUser(Rpc, withEmail: true);
        await Rpc.Call("session/send-password-reset-email", name.ToUpperInvariant());
        var token = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Reset));
        var answer = await Rpc.Call("session/set-password-by-token", token, NewPassword);
        Assert.Equal(1, answer.Rows);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Equal(401, (await Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
        var profile = (await (await Given.Session(Rpc, name, NewPassword)).Call("profile/read")).Data;
        Assert.True(profile.GetProperty("email_confirmed").GetBoolean());
        Assert.Equal(404, (await Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
    }

    [Fact]
    public async Task A_refused_password_does_not_use_up_the_token()
    {
        var name = await Given.User(Rpc, withEmail: true);
        await Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Reset));
        Assert.Equal((400, "Password must contain at least 8 characters"), await Refusal(token, ""));
        Assert.Equal((400, "Password must contain at least 8 characters"), await Refusal(token, "short"));
        Assert.Equal((400, "Password must not contain the user name or email"), await Refusal(token, name));
        Assert.Equal(200, (await Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
    }

    [Fact]
    public async Task A_token_works_only_for_its_own_purpose()
    {
        var (name, client) = await Given.SignedInUser(Rpc, withEmail: true);
        var confirm = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Confirm));
        await Rpc.Call("session/send-password-reset-email", name);
        var reset = Mailbox.Token(await server.Mail.Wait(Given.Email(name), Reset));
        Assert.Equal((400, "Token is invalid"), await Refusal(confirm, NewPassword));
        Assert.Equal((400, "Token is invalid"), await Refusal(client.Token!, NewPassword));
        Assert.Equal(400, (await Rpc.Call("session/confirm-email-by-token", reset)).Status);
        Assert.Equal(-32801, (await Rpc.With(confirm).Call("profile/read")).Status);
        Assert.Equal(-32801, (await Rpc.With(reset).Call("profile/read")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("slc_000000000000000000000000000000000000000000000000000000")]
    public async Task A_malformed_token_is_invalid(string token)
    {
        Assert.Equal((400, "Token is invalid"), await Refusal(token, NewPassword));
        Assert.Equal(400, (await Rpc.Call("session/confirm-email-by-token", token)).Status);
    }

    [Fact]
    public async Task Responses_do_not_reveal_whether_an_address_is_registered()
    {
        var name = await Given.User(Rpc, withEmail: true);
        foreach (var method in new[] { "session/send-confirmation-email", "session/send-password-reset-email" })
        {
            var known = await Rpc.Call(method, Given.Email(name));
            var unknown = await Rpc.Call(method, Given.Email(Given.Name()));
            var noAddress = await Rpc.Call(method, await Given.User(Rpc));
            Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""", known.Body);
            Assert.Equal(known.Body, unknown.Body);
            Assert.Equal(known.Body, noAddress.Body);
        }
    }

    [Fact]
    public async Task The_email_has_text_and_html_with_the_same_link_and_names_the_sender()
    {
        var name = await Given.User(Rpc, withEmail: true);
        var mail = await server.Mail.Wait(Given.Email(name), Confirm);
        Assert.IsType<MultipartAlternative>(mail.Body);
        var link = $"#/confirm-email/{Mailbox.Token(mail)}";
        Assert.Contains(link, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(link, mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains(name, mail.HtmlBody, StringComparison.Ordinal);
        Assert.Single(mail.From);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
    }

    private async Task<(int, string?)> Refusal(string token, string password)
    {
        var answer = await Rpc.Call("session/set-password-by-token", token, password);
        return (answer.Status, answer.Text);
    }
}
