using MailKit.Net.Smtp;
using Serverless.Domain.Email;

namespace Serverless.Tests.Domain.Email;

public sealed class SmtpRefusalTests
{
    [Theory]
    [InlineData(550, "5.1.1 <a@b.example>: Recipient address rejected: User unknown in local recipient table", true)]
    [InlineData(550, "5.1.10 RESOLVER.ADR.RecipientNotFound", true)]
    [InlineData(550, "5.4.1 Recipient address rejected: Access denied", true)]
    [InlineData(552, "5.2.2 Mailbox full", true)]
    [InlineData(550, "5.2.1 The email account that you tried to reach is disabled", true)]
    [InlineData(550, "No such user here", true)]
    [InlineData(551, "User not local", true)]
    [InlineData(553, "Mailbox name not allowed", true)]
    [InlineData(504, "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname", false)]
    [InlineData(504, "<vm>: Helo command rejected: need fully-qualified hostname", false)]
    [InlineData(550, "Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", false)]
    [InlineData(550, "5.7.1 <vm>: Helo command rejected: Host not found", false)]
    [InlineData(550, "5.7.26 This mail is unauthenticated (SPF and DKIM)", false)]
    [InlineData(550, "5.1.8 Sender address rejected: Domain not found", false)]
    [InlineData(550, "5.1.7 Bad sender", false)]
    [InlineData(550, "Sender verify failed", false)]
    [InlineData(550, "relay not permitted", false)]
    [InlineData(554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example", false)]
    [InlineData(550, "Rejected: 192.0.2.1 is listed at a blocklist", false)]
    [InlineData(530, "5.7.0 Authentication required", false)]
    [InlineData(503, "5.5.1 Bad sequence of commands", false)]
    [InlineData(450, "4.1.1 Try later", false)]
    public void Only_a_permanent_problem_of_the_recipient_makes_an_email_undeliverable(int code, string text, bool expected) =>
        Assert.Equal(expected, SmtpRefusal.IsOfRecipient(SmtpErrorCode.RecipientNotAccepted, code, text));

    [Theory]
    [InlineData(554, "5.7.1 Message rejected as spam", false)]
    [InlineData(550, "5.7.1 Our policy", false)]
    [InlineData(554, "Transaction failed", false)]
    [InlineData(550, "5.1.1 No such user", true)]
    [InlineData(554, "5.6.0 Not readable", true)]
    public void A_refusal_of_the_email_is_judged_by_its_code(int code, string text, bool expected) =>
        Assert.Equal(expected, SmtpRefusal.IsOfRecipient(SmtpErrorCode.MessageNotAccepted, code, text));

    [Fact]
    public void A_refused_sender_is_never_a_refusal_of_the_recipient() =>
        Assert.False(SmtpRefusal.IsOfRecipient(SmtpErrorCode.SenderNotAccepted, 550, "5.1.1 No such user"));

    [Theory]
    [InlineData(450, "4.1.2 <a@b.example>: Recipient address rejected: Domain not found", true)]
    [InlineData(452, "4.2.2 Over quota", true)]
    [InlineData(450, "4.7.1 Greylisted", false)]
    [InlineData(451, "4.3.0 Later", false)]
    [InlineData(450, "Later", false)]
    public void A_temporary_refusal_concerns_the_recipient_only_if_a_code_states_it(int code, string text, bool expected) =>
        Assert.Equal(expected, SmtpRefusal.IsOfRecipientForNow(SmtpErrorCode.RecipientNotAccepted, code, text));
}
