using Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serverless.Domain.Email;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email.Acs;

/// <summary>Tests the transport to Azure Communication Services, compiled against <c>Declarations.cs</c>.</summary>
public sealed class AcsTransportTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Recipient = "ann@example.com";

    private static readonly EmailMessage Email = new(7, Recipient, "Subject", "Text", "<p>Text</p>");

    private readonly AcsService _service = new();

    [Fact]
    public async Task Sends_an_email_with_both_bodies_and_without_link_tracking()
    {
        await Transport().Deliver(Email, TestContext.Current.CancellationToken);
        var (id, sent) = Assert.Single(_service.Taken);
        Assert.Equal(AcsOperation.IdOf(7).ToString(), id);
        Assert.Equal((Recipient, "Subject", "Text", "<p>Text</p>"), (sent.RecipientAddress, sent.Content.Subject, sent.Content.PlainText, sent.Content.Html));
        Assert.Equal("no-reply@localhost", sent.SenderAddress);
        Assert.Equal("auto-generated", sent.Headers["Auto-Submitted"]);
        Assert.True(sent.UserEngagementTrackingDisabled);
    }

    [Fact]
    public async Task Sends_a_repeated_email_under_the_same_operation()
    {
        var transport = Transport();
        await transport.Deliver(Email, TestContext.Current.CancellationToken);
        await transport.Deliver(Email, TestContext.Current.CancellationToken);
        Assert.Single(_service.Taken);
    }

    [Fact]
    public async Task Reports_whether_an_email_was_delivered()
    {
        var transport = Transport();
        Assert.False(await transport.WasDelivered(7, TestContext.Current.CancellationToken));
        await transport.Deliver(Email, TestContext.Current.CancellationToken);
        Assert.True(await transport.WasDelivered(7, TestContext.Current.CancellationToken));
        _service.GivenUp.Add(AcsOperation.IdOf(7).ToString());
        Assert.False(await transport.WasDelivered(7, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(400, "InvalidRecipient", typeof(UndeliverableEmailException))]
    [InlineData(400, "InvalidSenderUserName", typeof(EmailNotSentException))]
    [InlineData(401, null, typeof(EmailNotSentException))]
    [InlineData(429, "TooManyRequests", typeof(EmailNotSentException))]
    [InlineData(503, null, typeof(IOException))]
    [InlineData(0, null, typeof(IOException))]
    public async Task Reports_a_refusal_without_naming_the_recipient(int status, string? code, Type expected)
    {
        _service.Refusal = new RequestFailedException(status, $"{Recipient} is refused", code, null);
        var thrown = await Record.ExceptionAsync(() => Transport().Deliver(Email, TestContext.Current.CancellationToken));
        Assert.IsType(expected, thrown);
        Assert.DoesNotContain(Recipient, thrown.ToString(), StringComparison.Ordinal);
        Assert.Empty(_service.Taken);
    }

    private AcsTransport Transport()
    {
        var options = new EmailOptions();
        options.Acs.ConnectionString = _service.ConnectionString;
        return new AcsTransport(Options.Create(options), app.Get<MimeComposer>(), app.Get<IConfiguration>(), NullLogger<AcsTransport>.Instance);
    }
}
