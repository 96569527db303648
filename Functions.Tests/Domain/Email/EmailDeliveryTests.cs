using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Jobs.Queues;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email;

/// <summary>
/// Tests that an email is sent once, although queues deliver at least once. The tests call the handler as the host does, repeatedly with the same
/// message.
/// </summary>
public sealed class EmailDeliveryTests(EmailDeliveryTests.App app) : IClassFixture<EmailDeliveryTests.App>
{
    /// <summary>The product with a transport that fails on demand.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["SignUp:SendConfirmation"] = "false";
            Configure = services => services
                .AddSingleton<PickupTransport>()
                .AddSingleton<IEmailTransport>(provider => new UnreliableTransport(provider.GetRequiredService<PickupTransport>()));
        }

        public UnreliableTransport Transport => (UnreliableTransport)Get<IEmailTransport>();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private EmailDelivery Deliver => app.Get<EmailDelivery>();

    [Fact]
    public async Task A_message_delivered_three_times_sends_one_email_with_a_valid_token()
    {
        var (name, request) = await Request(ActionPurpose.ConfirmEmail);
        for (var i = 0; i < 3; i++)
        {
            await Deliver.Run(request, Stop);
        }

        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Token(name))).Status);
        await Deliver.Run(request, Stop);
        Token(name);
    }

    [Fact]
    public async Task A_message_delivered_again_after_its_token_was_used_sends_nothing()
    {
        var (name, request) = await Request(ActionPurpose.ResetPassword);
        await Deliver.Run(request, Stop);
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", Token(name), "another long and winding road")).Status);
        await Deliver.Run(request, Stop);
        Token(name);
    }

    [Fact]
    public async Task A_message_overtaken_by_a_newer_one_sends_nothing()
    {
        var (name, first) = await Request(ActionPurpose.ResetPassword);
        var second = first with { Id = Ids.Random() };
        await Deliver.Run(first, Stop);
        await Deliver.Run(second, Stop);
        await Deliver.Run(first, Stop);
        Assert.Equal(2, Mails(name).Count);
        Assert.Single((await app.FindUser(name))!.Actions);
    }

    [Fact]
    public async Task Two_concurrent_runs_send_one_email()
    {
        var (name, request) = await Request(ActionPurpose.ConfirmEmail);
        await DeliverAtOnce(() => Deliver.Run(request, Stop));
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Token(name))).Status);
    }

    [Fact]
    public async Task A_run_that_crashes_after_sending_leaves_one_email_with_a_valid_token()
    {
        var (name, request) = await Request(ActionPurpose.ConfirmEmail);
        app.Faults.DieAfterWrites(1);
        await Assert.ThrowsAsync<ProcessDiedException>(() => Deliver.Run(request, Stop));
        app.Faults.Clear();
        await Deliver.Run(request, Stop);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Token(name))).Status);
    }

    [Fact]
    public async Task A_run_that_fails_to_send_is_repeated_at_once()
    {
        var (name, request) = await Request(ActionPurpose.ConfirmEmail);
        app.Transport.Failures = 1;
        await Assert.ThrowsAsync<IOException>(() => Deliver.Run(request, Stop));
        Assert.Empty(Mails(name));
        await Deliver.Run(request, Stop);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Token(name))).Status);
    }

    [Fact]
    public async Task A_run_that_crashed_before_sending_is_repeated_when_its_claim_expires()
    {
        var (name, request) = await Request(ActionPurpose.ConfirmEmail);
        app.Transport.Failures = 1;
        app.Faults.DieAfterWrites(1);
        await Assert.ThrowsAnyAsync<Exception>(() => Deliver.Run(request, Stop));
        app.Faults.Clear();
        await Assert.ThrowsAsync<EmailInProgressException>(() => Deliver.Run(request, Stop));
        app.Clock.Advance(EmailDelivery.ClaimTime);
        await Deliver.Run(request, Stop);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", Token(name))).Status);
    }

    [Fact]
    public async Task Sends_nothing_to_missing_disabled_or_already_confirmed_users()
    {
        var before = app.Mail.All.Count;
        await Deliver.Run(new EmailRequest(Ids.Random(), 0, ActionPurpose.ConfirmEmail), Stop);

        var (name, request) = await Request(ActionPurpose.ConfirmEmail);
        await app.Get<AccountStore>().Change(Actor.Nobody, request.UserId, change => change.User = change.User with { EmailConfirmed = true }, Stop);
        await Deliver.Run(request, Stop);
        await app.Get<AccountStore>().Change(Actor.Nobody, request.UserId, change => change.User = change.User with { Enabled = false }, Stop);
        await Deliver.Run(request with { Purpose = ActionPurpose.ResetPassword }, Stop);

        var withoutAddress = (await app.FindUser(await Given.User(app.Rpc)))!;
        await Deliver.Run(new EmailRequest(Ids.Random(), withoutAddress.Id, ActionPurpose.ResetPassword), Stop);
        Assert.Equal(before, app.Mail.All.Count);
        Assert.NotNull(await app.FindUser(name));
    }

    [Fact]
    public async Task A_message_of_an_older_version_about_an_unconfirmed_address_sends_nothing()
    {
        var (name, request) = await Request(ActionPurpose.TellEmailChanged);
        var message = $$"""{"Id":{{request.Id}},"UserId":{{request.UserId}},"Purpose":"TellEmailChanged","Attempt":0,"Hours":0,"Requested":null}""";
        await app.Job<DeliverEmail>().Run(message, Stop);
        Assert.Empty(Mails(name));
    }

    [Fact]
    public async Task Sends_nothing_to_a_generated_email_address()
    {
        var before = app.Mail.All.Count;
        var generated = GeneratedAccount.Name();
        var draft = new User { Id = 0, Name = generated, Email = GeneratedAccount.Address(generated), Created = default };
        var user = (await app.Get<CreateUser>().Run(draft, Stop))!;
        await Deliver.Run(new EmailRequest(Ids.Random(), user.Id, ActionPurpose.ResetPassword), Stop);
        await Deliver.Run(new EmailRequest(Ids.Random(), user.Id, ActionPurpose.ConfirmEmail), Stop);
        Assert.Equal(before, app.Mail.All.Count);
        Assert.Empty((await app.Get<AccountStore>().Read(user.Id, Stop))!.Actions);
    }

    [Fact]
    public async Task A_request_can_set_the_lifetime_of_its_token()
    {
        var (name, request) = await Request(ActionPurpose.ResetPassword);
        await Deliver.Run(request with { Hours = 6 }, Stop);
        Assert.Contains("for 6 hours.", Assert.Single(Mails(name)).TextBody!, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", Token(name), "another long and winding road")).Status);
    }

    [Theory]
    [InlineData(ActionPurpose.ConfirmEmail, 24)]
    [InlineData(ActionPurpose.ResetPassword, 1)]
    [InlineData(ActionPurpose.ResetPassword, 6, 6)]
    public async Task A_token_lives_as_long_as_the_email_states(ActionPurpose purpose, int hours, int asked = 0)
    {
        var method = purpose == ActionPurpose.ConfirmEmail ? "session/confirm-email-by-token" : "session/set-password-by-token";
        var (name, request) = await Request(purpose);
        await Deliver.Run(request with { Hours = asked }, Stop);
        app.Clock.Advance(TimeSpan.FromHours(hours));
        object[] parameters = purpose == ActionPurpose.ConfirmEmail ? [Token(name)] : [Token(name), "another long and winding road"];
        var answer = await app.Rpc.Call(method, parameters);
        Assert.Equal((404, "Token not found"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task An_invitation_goes_only_to_a_user_without_a_password()
    {
        var (name, request) = await Request(ActionPurpose.Invite);
        await Deliver.Run(request, Stop);
        Assert.Empty(Mails(name));

        var invited = Given.Name();
        var user = (await app.Get<CreateUser>().Run(new User { Id = 0, Name = invited, Email = Given.Email(invited), Created = app.Clock.GetUtcNow() }, Stop))!;
        await Deliver.Run(request with { UserId = user.Id }, Stop);
        Assert.Contains("for 7 days.", Assert.Single(Mails(invited)).TextBody!, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", Token(invited), "another long and winding road")).Status);
    }

    /// <summary>Delivers a message four times at once, and once more, as a queue does. At least one of the first runs must not fail.</summary>
    internal static async Task DeliverAtOnce(Func<Task> deliver)
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                await deliver();
                return true;
            }
            catch (EmailInProgressException)
            {
                return false; // the queue delivers it again
            }
        }));
        Assert.Contains(true, runs);
        await deliver();
    }

    private async Task<(string Name, EmailRequest Request)> Request(ActionPurpose purpose)
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        return (name, new EmailRequest(Ids.Random(), (await app.FindUser(name))!.Id, purpose));
    }

    private List<MimeKit.MimeMessage> Mails(string name) =>
        [.. app.Mail.All.Where(mail => mail.To.Mailboxes.Any(to => to.Address == Given.Email(name)))];

    private string Token(string name) => Mailbox.Token(Assert.Single(Mails(name)));

    /// <summary>Fails the requested number of times, then delivers.</summary>
    public sealed class UnreliableTransport(IEmailTransport inner) : IEmailTransport
    {
        public int Failures { get; set; }

        public Task<bool> WasDelivered(long id, CancellationToken cancellationToken) => inner.WasDelivered(id, cancellationToken);

        public Task Deliver(EmailMessage message, CancellationToken cancellationToken) =>
            Failures-- > 0 ? throw new IOException("The disk is full.") : inner.Deliver(message, cancellationToken);
    }
}
