using System.Net;
using MimeKit;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.SignIn;

namespace Serverless.Tests.Domain.Email.Notices;

/// <summary>Tests the emails about security events: what they say, and that no value of a caller becomes a link.</summary>
public sealed class SecurityNoticeEmailTests
{
    private static readonly string Chrome = ProgramName.Of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.110 Safari/537.36");

    private static readonly DateTimeOffset Time = new(2026, 11, 28, 14, 35, 9, TimeSpan.FromHours(2));

    public static TheoryData<NoticeKind> Kinds { get; } = [.. Enum.GetValues<NoticeKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_event_has_an_email_with_time_device_ip_address_and_advice(NoticeKind kind)
    {
        var email = Write(new(kind, Time, Chrome, "192.0.2.7"));
        Assert.Matches("^[A-Z][^\r\n]{5,77}$", email.Subject);
        Assert.StartsWith("Hello ann,\n\n", email.Text, StringComparison.Ordinal);
        Assert.Contains("\n\nTime: 28 November 2026, 12:35:09 UTC\nDevice: Chrome v96.0.4664.110 on Windows 10\nIP address: 192.0.2.7\n\nIf ", email.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n\nThe account belongs to this site: https://example.com/app/\n", email.Text, StringComparison.Ordinal);
        var shown = WebUtility.HtmlDecode(email.Html);
        Assert.All(
            email.Text.Split("\n", StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split(": ", 2)),
            part => Assert.Contains(part.TrimEnd(','), shown, StringComparison.Ordinal));
        Assert.Contains($"<title>{email.Subject}</title>", email.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_event_has_its_own_text() =>
        Assert.Distinct(Kinds.Select(kind => { var email = Write(new(kind.Data, Time)); return email.Subject; }));

    [Theory]
    [MemberData(nameof(EmailComposerTests.HostileNames), MemberType = typeof(EmailComposerTests))]
    public void A_hostile_name_or_device_arrives_as_text_and_changes_nothing_else(string hostile)
    {
        var harmless = Write(new(NoticeKind.NewDevice, Time, "curl", "192.0.2.7"));
        var email = Write(new(NoticeKind.NewDevice, Time, hostile, "192.0.2.7"), hostile);
        var (greeting, device) = (email.Text.Split(",\n\n")[0], Between(email.Text, "\nDevice: ", "\n"));

        using MimeMessage received = MailParts.Received(email);

        Assert.Equal(email.Text, received.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(harmless.Subject, received.Subject);
        Assert.Equal(harmless.Text, email.Text.Replace($"{greeting},\n", "Hello ann,\n", StringComparison.Ordinal).Replace($"\nDevice: {device}\n", "\nDevice: curl\n", StringComparison.Ordinal));
        Assert.Matches("^(unknown|[A-Za-z0-9_-]{1,32})$", device);
        Assert.Contains($"<bdi>{device}</bdi>", email.Html, StringComparison.Ordinal);
        Assert.Equal(harmless.Html.Split('<').Length, email.Html.Split('<').Length);
        Assert.DoesNotContain(greeting.Normalize(System.Text.NormalizationForm.FormKC), character => ".:/\\@".Contains(character, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "unknown")]
    [InlineData("", "unknown")]
    [InlineData("Chrome v96.0.4664.110 on Windows 10", "Chrome v96.0.4664.110 on Windows 10")]
    [InlineData("Mobile Safari v15.2 on iOS 15.2", "Mobile Safari v15.2 on iOS 15.2")]
    [InlineData("Firefox v128.0 on Linux", "Firefox v128.0 on Linux")]
    [InlineData("Firefox v128.0 on evil.example", "Firefox")]
    [InlineData("Firefox vevil.example on Linux", "Firefox")]
    [InlineData("Chrome v96 on Android evil.example", "Chrome")]
    [InlineData("evil.example v1 on Linux", "evil")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("PostmanRuntime/7.43.0 (https://evil.example)", "PostmanRuntime")]
    [InlineData("https://evil.example/", "https")]
    [InlineData("(evil.example)", "unknown")]
    [InlineData("a-word-that-is-longer-than-32-characters", "unknown")]
    public void The_device_is_a_known_browser_or_the_first_word_of_the_header(string? header, string shown) =>
        Assert.Contains($"\nDevice: {shown}\n", Write(new(NoticeKind.NewDevice, Time, header)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "unknown")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("not an IP address, see evil.example", "unknown")]
    public void The_ip_address_is_one_or_unknown(string? address, string shown) =>
        Assert.Contains($"\nIP address: {shown}\n", Write(new(NoticeKind.NewDevice, Time, null, address)).Text, StringComparison.Ordinal);

    [Fact]
    public void A_user_who_does_not_exist_any_more_is_greeted_without_a_name() =>
        Assert.StartsWith("Hello,\n", MailParts.SecurityNoticeEmail().Write(1, "ann@example.com", null, new(NoticeKind.AccountErased, Time)).Text, StringComparison.Ordinal);

    [Fact]
    public void The_only_link_is_that_of_the_site()
    {
        var email = MailParts.SecurityNoticeEmail().Write(1, "ann@example.com", "ann", new(NoticeKind.PasswordChanged, Time, Chrome), new() { SiteUrl = "https://other.example/" });
        Assert.DoesNotMatch("(?i)src=|url\\(|<link|<script|<img|@import|background=", email.Html);
        Assert.All([email.Text, email.Html], text => Assert.Equal(text.Split("http").Length, text.Split("https://other.example/").Length));
        Assert.DoesNotContain("#/", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_email_with_the_link_that_undoes_a_change_has_the_facts_too()
    {
        var facts = new NoticeFacts(NoticeKind.EmailChanged, Time, Chrome, "192.0.2.7");
        var email = MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.UndoEmailChange, Notice: facts), "ann@example.com", "ann", "slu_x");
        Assert.Contains("\nTime: 28 November 2026, 12:35:09 UTC\nDevice: Chrome v96.0.4664.110 on Windows 10\nIP address: 192.0.2.7\n", email.Text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://example.com/app/#/undo-email-change/slu_x\n\nThe link works once, for 7 days.", email.Text, StringComparison.Ordinal);
        Assert.Contains("28 November 2026, 12:35:09 UTC", email.Html, StringComparison.Ordinal);
        var old = MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.UndoEmailChange), "ann@example.com", "ann", "slu_x");
        Assert.Contains("\nTime: unknown\nDevice: unknown\nIP address: unknown\n", old.Text, StringComparison.Ordinal);
    }

    private static EmailMessage Write(NoticeFacts facts, string name = "ann") => MailParts.SecurityNoticeEmail().Write(1, "ann@example.com", name, facts);

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
