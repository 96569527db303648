using System.Text.RegularExpressions;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Jobs.Queues;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email;

/// <summary>Tests emails that are sent by SMTP, from the queue's message to a real server.</summary>
public sealed partial class SmtpTransportTests(SmtpApp app, SmtpServers servers) : IClassFixture<SmtpApp>, IClassFixture<SmtpServers>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DeliverEmail Job => app.Job<DeliverEmail>();

    [Fact]
    public async Task An_email_goes_to_the_stored_server_with_the_stored_sender_and_links()
    {
        await Use("plain", new { smtp_from = "The Shop <shop@a.example>", app_url = "https://a.example/app/" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        await Run(request);

        var received = Assert.Single(await servers.Wait(address));
        Assert.Equal(("plain", null, false, "shop@a.example"), (received.Server, received.User, received.Secure, received.From));
        using var mime = received.Mime();
        Assert.Equal("\"The Shop\" <shop@a.example>", mime.From.ToString());
        Assert.Equal($"{request.Id}@127.0.0.1", mime.MessageId);
        Assert.Contains("\nhttps://a.example/app/#/confirm-email/slc_", mime.TextBody, StringComparison.Ordinal);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Mailbox.Token(mime))).Status);
        Assert.DoesNotContain(app.Mail.All, mail => mail.To.Mailboxes.Any(to => to.Address == address));
    }

    [Fact]
    public async Task With_a_user_name_email_is_sent_with_TLS()
    {
        await Use("startTls", SignIn());
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        await Run(request);
        var received = Assert.Single(await servers.Wait(address));
        Assert.Equal(("startTls", SmtpServers.User, true, "no-reply@localhost"), (received.Server, received.User, received.Secure, received.From));
    }

    [Fact]
    public async Task With_a_user_name_nothing_is_sent_without_TLS()
    {
        await Use("plain", SignIn());
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        var failure = await Assert.ThrowsAsync<EmailNotSentException>(() => Run(request));
        Assert.Contains("does not offer TLS", failure.Message, StringComparison.Ordinal);
        Assert.Empty(servers.To(address));
    }

    [Fact]
    public async Task On_the_implicit_TLS_port_the_connection_starts_with_TLS()
    {
        Assert.True(new SmtpServer("localhost", 465).HasImplicitTls);
        Assert.False(new SmtpServer("localhost", 587).HasImplicitTls);
        Assert.Equal((587, 587, 25), (new SmtpServer("h").Port, new SmtpServer("h", 0).Port, new SmtpServer("h", 25).Port));

        using var client = await app.Get<SmtpConnection>().Open(new("localhost", servers.Port("implicitTls")) { HasImplicitTls = true }, requireTls: true, Stop);
        await client.AuthenticateAsync(SmtpServers.User, SmtpServers.Password, Stop);
        Assert.True(client.IsSecure && client.IsAuthenticated);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_refused()
    {
        await using var ordinary = new QuietApp(app.Azurite);
        await ordinary.InitializeAsync();
        await Assert.ThrowsAsync<MailKit.Security.SslHandshakeException>(
            () => ordinary.Get<SmtpConnection>().Open(new("localhost", servers.Port("startTls")), requireTls: true, Stop));
    }

    [Fact]
    public async Task A_wrong_password_is_retried_later()
    {
        await Use("startTls", new { smtp_username = SmtpServers.User, smtp_password = "wrong" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        var failure = await Assert.ThrowsAsync<EmailNotSentException>(() => Run(request));
        Assert.IsNotType<UndeliverableEmailException>(failure, exactMatch: false);
        Assert.Contains("535", failure.Message, StringComparison.Ordinal);

        await Use("startTls", SignIn());
        await Run(request);
        Assert.Equal(200, (await Confirm(Assert.Single(await servers.Wait(address)))).Status);
    }

    [Fact]
    public async Task An_unavailable_server_is_retried_later()
    {
        await app.Set(new { smtp_hostname = "127.0.0.1", smtp_port = 1 });
        var (_, request) = await Request(ActionPurpose.ConfirmEmail);
        await Assert.ThrowsAsync<EmailNotSentException>(() => Run(request));
    }

    [Fact]
    public async Task An_undeliverable_email_address_ends_at_once_and_leaves_no_row()
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail, "refuse");
        await Run(request);
        await Run(request);
        Assert.Empty(servers.To(address));
        Assert.Null(await app.Get<Tables>().Mail.Find("poison", Key.Encode(Message(request)), Stop));
    }

    [Theory]
    [InlineData("helo504")]
    [InlineData("helo550")]
    [InlineData("relay554")]
    public async Task A_refusal_of_the_sender_is_not_a_refusal_of_the_recipient(string kind)
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail, kind);
        var failure = await Assert.ThrowsAsync<EmailNotSentException>(() => Run(request));
        Assert.Contains(kind[^3..], failure.Message, StringComparison.Ordinal);
        await Run(request); // after the operator has corrected it
        Assert.Equal(200, (await Confirm(Assert.Single(await servers.Wait(address)))).Status);
    }

    [Fact]
    public async Task A_recipient_that_is_unreachable_in_the_last_round_is_undeliverable()
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail, "nodomain");
        await Assert.ThrowsAsync<RecipientNotReachedException>(() => Run(request));
        await Run(request with { Attempt = 4 });
        Assert.Empty(servers.To(address));
        Assert.Null(await app.Get<Tables>().Mail.Find("poison", Key.Encode(Message(request with { Attempt = 4 })), Stop));
    }

    [Fact]
    public async Task The_greeting_is_the_IP_address_if_the_site_name_has_no_dot()
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        await Run(request);
        Assert.Equal("[127.0.0.1]", Assert.Single(await servers.Wait(address)).Helo);
    }

    [Theory]
    [InlineData("", "https://app.example.com:8443/x/", "app.example.com")]
    [InlineData("", "https://b\u00fccher.example/", "xn--bcher-kva.example")]
    [InlineData("", "http://localhost:7071/", null)]
    [InlineData("", "http://vm/", null)]
    [InlineData("", "http://192.0.2.7/", "192.0.2.7")]
    [InlineData("", "http://[2001:db8::7]/", "2001:db8::7")]
    [InlineData("mail.example.com", "http://localhost:7071/", "mail.example.com")]
    [InlineData("192.0.2.8", "https://app.example.com/", "192.0.2.8")]
    public void The_greeting_is_the_setting_or_the_host_of_the_site(string setting, string url, string? expected) =>
        Assert.Equal(expected, new EhloName(Microsoft.Extensions.Options.Options.Create(new EmailOptions { EhloName = setting }), Microsoft.Extensions.Options.Options.Create(new Serverless.Domain.Settings.SiteOptions { Url = url })).Value);

    [Theory]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("b\u00fccher.example")]
    public async Task An_international_domain_is_emailed_in_both_spellings(string domain)
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var local = Given.Name();
        await app.Get<AccountStore>().Change(Actor.Nobody, user.Id, change => change.User = change.User with { Email = $"{local}@{domain}" }, Stop);
        await Run(new EmailRequest(Ids.Random(), user.Id, ActionPurpose.ConfirmEmail));
        var received = Assert.Single(await servers.Wait($"{local}@b\u00fccher.example")); // as the test's server shows it
        Assert.Contains($"{local}@xn--bcher-kva.example", received.Data, StringComparison.Ordinal);
        Assert.Equal(200, (await Confirm(received)).Status);
    }

    [Fact]
    public async Task A_deferred_recipient_gets_the_email_at_the_next_attempt()
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail, "later");
        var failure = await Assert.ThrowsAsync<EmailNotSentException>(() => Run(request));
        Assert.Contains("451", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", failure.ToString(), StringComparison.Ordinal);
        await Run(request);
        Assert.Equal(200, (await Confirm(Assert.Single(await servers.Wait(address)))).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_connection_lost_after_sending_causes_a_second_email_and_either_works_once(int used)
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail, "drop");
        await Assert.ThrowsAsync<IOException>(() => Run(request));
        await Run(request);
        await Run(request);

        var both = await servers.Wait(address, 2);
        Assert.Equal(2, both.Count);
        using var first = both[0].Mime();
        using var second = both[1].Mime();
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.NotEqual(Mailbox.Token(first), Mailbox.Token(second));
        Assert.Equal(200, (await Confirm(both[used])).Status);
        Assert.Equal(404, (await Confirm(both[1 - used])).Status);
        Assert.Equal(404, (await Confirm(both[used])).Status);
    }

    [Fact]
    public async Task Each_of_two_emails_is_valid_for_the_time_that_it_states()
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (address, request) = await Request(ActionPurpose.ResetPassword, "drop");
        await Assert.ThrowsAsync<IOException>(() => Run(request));
        app.Clock.Advance(TimeSpan.FromMinutes(40));
        await Run(request);
        app.Clock.Advance(TimeSpan.FromMinutes(25));

        var both = await servers.Wait(address, 2);
        Assert.Equal(404, (await Reset(both[0])).Status);
        Assert.Equal(200, (await Reset(both[1])).Status);
    }

    [Fact]
    public async Task A_sender_cannot_add_headers()
    {
        // The encoded word hides a line break from code that examines only the text.
        var name = Convert.ToBase64String("Shop\r\nBcc: eve@a.example\r\n\r\nHello"u8);
        await Use("plain", new { smtp_from = $"=?utf-8?B?{name}?= <shop@a.example>" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        await Run(request);
        var received = Assert.Single(await servers.Wait(address));
        using var mime = received.Mime();
        Assert.Equal([address], received.To);
        Assert.Empty(mime.Bcc);
        Assert.Equal("shop@a.example", Assert.Single(mime.From.Mailboxes).Address);
        Assert.DoesNotMatch("(?im)^(Bcc:|Hello\\r?$)", received.Data.Split("\r\n\r\n")[0]);
        Assert.Contains("#/confirm-email/", mime.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_emails_go_into_the_pickup_directory()
    {
        await app.Set(new { smtp_from = "Files <files@a.example>", app_url = "https://files.example/" });
        var (address, request) = await Request(ActionPurpose.ConfirmEmail);
        await Run(request);
        using var mail = Assert.Single(app.Mail.All, mail => mail.To.Mailboxes.Any(to => to.Address == address));
        Assert.Equal("\"Files\" <files@a.example>", mail.From.ToString());
        Assert.Contains("https://files.example/#/", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_and_the_server_together_deliver_the_requested_emails()
    {
        await Use("startTls", SignIn());
        var (address, _) = await Request(ActionPurpose.ResetPassword);
        Assert.Equal(200, (await app.Rpc.Call("session/send-password-reset-email", address)).Status);
        Assert.Equal(200, (await Reset(Assert.Single(await servers.Wait(address)))).Status);
    }

    [Fact]
    public async Task A_message_in_the_poison_queue_is_put_back_four_times_and_then_kept()
    {
        await Use("plain", new { smtp_from = "shop@a.example" });
        var (_, request) = await Request(ActionPurpose.ConfirmEmail, "forever");
        var delays = new List<string>();
        app.Faults.Watch(sent =>
        {
            if (Faults.IsWrite(sent) && DelayOf().Match(sent.Uri.Query) is { Success: true } delay && sent.Uri.Path.EndsWith("-email/messages", StringComparison.Ordinal))
            {
                delays.Add(delay.Groups[1].Value);
            }
        });
        var poison = app.Job<RecordPoisonEmail>();

        // The form of messages before attempts were counted.
        await poison.Run($$"""{"Id":{{request.Id}},"UserId":{{request.UserId}},"Purpose":"ConfirmEmail"}""", Stop);
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await poison.Run(Message(request with { Attempt = attempt }), Stop);
        }

        app.Faults.Clear();
        Assert.Equal(["300", "1800", "7200", "43200"], delays);
        Assert.NotNull(await app.Get<Tables>().Mail.Find("poison", Key.Encode(Message(request with { Attempt = 4 })), Stop));
        Assert.Null(await app.Get<Tables>().Mail.Find("poison", Key.Encode(Message(request with { Attempt = 3 })), Stop));
    }

    private static string Message(EmailRequest request) =>
        $$"""{"Id":{{request.Id}},"UserId":{{request.UserId}},"Purpose":"{{request.Purpose}}","Attempt":{{request.Attempt}}}""";

    private static object SignIn() => new { smtp_username = SmtpServers.User, smtp_password = SmtpServers.Password };

    [GeneratedRegex("visibilitytimeout=([0-9]+)")]
    private static partial Regex DelayOf();

    private async Task Use(string server, object more)
    {
        await app.Set(new { smtp_hostname = "localhost", smtp_port = servers.Port(server) });
        Assert.Equal(200, (await (await app.Root()).Call("admin/settings/update", more)).Status);
    }

    private async Task<(string Address, EmailRequest Request)> Request(ActionPurpose purpose, string prefix = "mail")
    {
        var name = Given.Name();
        var address = $"{prefix}.{name}@example.com";
        var answer = await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = address });
        Assert.True(answer.IsSuccess, answer.ToString());
        return (address, new EmailRequest(Ids.Random(), (await app.FindUser(name))!.Id, purpose));
    }

    private Task Run(EmailRequest request) => Job.Run(Message(request), Stop);

    private async Task<RpcAnswer> Confirm(SmtpServers.Received received)
    {
        using var mime = received.Mime();
        return await app.Rpc.Call("session/confirm-email-by-token", Mailbox.Token(mime));
    }

    private async Task<RpcAnswer> Reset(SmtpServers.Received received)
    {
        using var mime = received.Mime();
        return await app.Rpc.Call("session/set-password-by-token", Mailbox.Token(mime), "another long and winding road");
    }
}
