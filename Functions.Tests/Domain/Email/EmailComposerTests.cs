using System.Net;
using MimeKit;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;

namespace Serverless.Tests.Domain.Email;

public sealed class EmailComposerTests
{
    private const string Token = "act_0a1B2c3D4e5F";

    public static TheoryData<string> HostileNames { get; } =
    [
        "<script>alert(1)</script>",
        "\"<script>\"",
        "' onmouseover='x",
        "&lt;b&gt; &amp;",
        "ann\r\nBcc: eve@example.com\r\n\r\nhello",
        "ann\nX: y\r\0\u001b[31m\u0085\u2028\u2029",
        "\u202Egnp.exe\u202C \u2066\u200Fann",
        "{{link}}",
        "{{unknown}}",
        "https://evil.example/",
        "evil.example",
        "www.evil.example",
        "evil\u3002example",
        "evil\uFF0Eexample",
        "ann@evil.example",
        "0800-123456",
        "\uD800",
        "عنبر 漢字 🔑",
        new string('a', 10_240),
        string.Concat(Enumerable.Repeat("<i>\r\n", 2_048)),
    ];

    [Theory]
    [InlineData("https://example.com/app/", "https://example.com/app/#/")]
    [InlineData("http://localhost:7071/", "http://localhost:7071/#/")]
    [InlineData("https://example.com", "https://example.com#/")]
    public void The_links_are_exact(string url, string start)
    {
        EmailMessage confirm = MailParts.EmailComposer(url).Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", Token);
        EmailMessage reset = MailParts.EmailComposer(url).Write(new(2, 0, ActionPurpose.ResetPassword, Hours: 1), "ann@example.com", "ann", Token);

        Assert.Equal(("Confirm your email", "Reset Password"), (confirm.Subject, reset.Subject));
        Assert.Contains($"\n{start}confirm-email/{Token}\n", confirm.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{start}confirm-email/{Token}\"", confirm.Html, StringComparison.Ordinal);
        Assert.Contains($"\n{start}reset-password/{Token}\n", reset.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{start}reset-password/{Token}\"", reset.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Emails_state_the_lifetime_of_the_link_and_what_to_do_about_an_unrequested_email()
    {
        EmailMessage confirm = MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", Token);
        EmailMessage reset = MailParts.EmailComposer().Write(new(2, 0, ActionPurpose.ResetPassword, Hours: 1), "ann@example.com", "ann", Token);

        Assert.All([confirm.Text, confirm.Html], text => Assert.Contains("24 hours", text, StringComparison.Ordinal));
        Assert.All([reset.Text, reset.Html], text => Assert.Contains("1 hour.", text, StringComparison.Ordinal));
        Assert.Contains("6 hours.", MailParts.EmailComposer().Write(new(2, 0, ActionPurpose.ResetPassword, Hours: 6), "ann@example.com", "ann", Token).Text, StringComparison.Ordinal);
        Assert.All(
            [confirm.Text, confirm.Html, reset.Text, reset.Html],
            text => Assert.Contains("Did you not request this?", text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_invitation_names_the_site_and_leads_to_the_page_that_sets_a_password()
    {
        EmailMessage invitation = MailParts.EmailComposer("https://example.com/app/").Write(new(1, 0, ActionPurpose.Invite), "ann@example.com", "ann", Token);
        Assert.Equal("You are invited", invitation.Subject);
        Assert.All([invitation.Text, invitation.Html], text => Assert.Contains($"https://example.com/app/#/reset-password/{Token}", text, StringComparison.Ordinal));
        Assert.All([invitation.Text, invitation.Html], text => Assert.Contains("7 days", text, StringComparison.Ordinal));
        Assert.Contains("An administrator of https://example.com/app/ created", invitation.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_hostile_name_arrives_as_text_and_changes_nothing_else(string name)
    {
        EmailMessage harmless = MailParts.EmailComposer().Write(new(7, 0, ActionPurpose.ResetPassword, Hours: 1), "ann@example.com", "ann", Token);
        EmailMessage email = MailParts.EmailComposer().Write(new(7, 0, ActionPurpose.ResetPassword, Hours: 1), "ann@example.com", name, Token);
        string shown = email.Text[..email.Text.IndexOf(",\n\nPlease", StringComparison.Ordinal)];

        using MimeMessage received = MailParts.Received(email);

        // The parts arrive unchanged.
        Assert.Equal(email.Text, received.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(email.Html, received.HtmlBody!.ReplaceLineEndings("\n"));
        Assert.Equal("Reset Password", received.Subject);
        Assert.Equal("ann@example.com", Assert.Single(received.To.Mailboxes).Address);
        Assert.Empty(received.Bcc);
        // Apart from the name, both parts equal those of a harmless one, and HTML shows the same name.
        Assert.Equal(harmless.Text, email.Text.Replace($"{shown},\n\nPlease", "Hello ann,\n\nPlease", StringComparison.Ordinal));
        string encoded = Between(email.Html, "<bdi>", "</bdi>");
        Assert.Equal(harmless.Html, email.Html.Replace($"<bdi>{encoded}<", "<bdi>Hello ann<", StringComparison.Ordinal));
        Assert.Equal(shown, WebUtility.HtmlDecode(encoded));
        Assert.DoesNotContain(encoded, character => character is '<' or '>' or '"' or '\'');
        // The name is one short line.
        Assert.DoesNotContain(shown, char.IsControl);
        Assert.DoesNotContain(shown, character => character is '\u2028' or '\u2029' or '\u202E' or '\u2066' or '\u200F');
        Assert.InRange(shown.EnumerateRunes().Count(), 5, 71);
        // No program turns it into a link.
        Assert.DoesNotContain(shown.Normalize(System.Text.NormalizationForm.FormKC), character => ".:/\\@\u3002".Contains(character, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil\uFF0Eexample")]
    [InlineData("evil\uFF61example")]
    [InlineData("evil\uFE52example")]
    [InlineData("ann\uFF20evil")]
    [InlineData("0800-123456")]
    [InlineData("ann@example.com")]
    public void A_name_that_could_become_a_link_is_omitted(string name) =>
        Assert.StartsWith("Hello,\n", MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", name, Token).Text, StringComparison.Ordinal);

    [Fact]
    public void A_plain_name_is_shown_unchanged() =>
        Assert.StartsWith(
            "Hello ann <o'neil> عنبر 🔑,\n",
            MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann <o'neil> عنبر 🔑", Token).Text,
            StringComparison.Ordinal);

    [Fact]
    public void Emails_load_no_external_resources()
    {
        string html = MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", Token).Html
            + MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ResetPassword, Hours: 1), "ann@example.com", "ann", Token).Html;

        Assert.DoesNotMatch("(?i)src=|url\\(|<link|<script|<img|@import|background=", html);
        Assert.Equal(html.Split("http").Length, html.Split("https://example.com/app/#/").Length);
    }

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
