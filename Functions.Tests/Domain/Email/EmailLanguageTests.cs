using System.Net;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;

namespace Serverless.Tests.Domain.Email;

/// <summary>Tests emails in every language.</summary>
public sealed class EmailLanguageTests
{
    private static readonly NoticeFacts Facts = new(NoticeKind.NewDevice, new(2026, 11, 28, 14, 5, 9, TimeSpan.FromHours(2)), "Chrome v96.0.4664.110 on Windows 10", "192.0.2.7");

    [Theory]
    [InlineData("de", "Guten Tag ann!\n\n", "\nZeit: 28.11.2026, 12:05:09 Uhr (UTC)\nGerät: Chrome v96.0.4664.110 unter Windows 10\nIP-Adresse: 192.0.2.7\n", "Anmeldung von einem neuen Gerät")]
    [InlineData("en", "Hello ann,\n\n", "\nTime: 28 November 2026, 12:05:09 UTC\nDevice: Chrome v96.0.4664.110 on Windows 10\nIP address: 192.0.2.7\n", "Sign-in from a new device")]
    [InlineData("zh", "您好，ann：\n\n", "\n时间：2026年11月28日 12:05:09（UTC）\n设备：Windows 10 上的 Chrome v96.0.4664.110\nIP 地址：192.0.2.7\n", "新设备登录提醒")]
    public void A_notice_is_in_the_language_of_the_user(string language, string greeting, string facts, string subject)
    {
        var email = MailParts.SecurityNoticeEmail().Write(1, "ann@example.com", "ann", Facts, new() { Language = language });
        Assert.Equal(subject, email.Subject);
        Assert.StartsWith(greeting, email.Text, StringComparison.Ordinal);
        Assert.Contains(facts, email.Text, StringComparison.Ordinal);
        Assert.Contains($"<html lang=\"{language}\">", email.Html, StringComparison.Ordinal);
        Assert.Contains($"<title>{subject}</title>", WebUtility.HtmlDecode(email.Html), StringComparison.Ordinal);
        using var received = MailParts.Received(email);
        Assert.Equal((subject, email.Text), (received.Subject, received.TextBody!.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("de", 1, "ist 1 Stunde lang gültig", "Passwort zurücksetzen")]
    [InlineData("de", 6, "ist 6 Stunden lang gültig", "Passwort zurücksetzen")]
    [InlineData("en", 6, "for 6 hours.", "Reset Password")]
    [InlineData("zh", 6, "有效期为 6 小时。设置新密码后", "重置密码")]
    public void The_email_that_resets_a_password_is_in_the_language_of_the_user(string language, int hours, string lifetime, string subject)
    {
        var email = MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ResetPassword, Hours: hours), "ann@example.com", "ann", "act_x", new() { Language = language });
        Assert.Equal(subject, email.Subject);
        Assert.Contains(lifetime, email.Text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://example.com/app/#/reset-password/act_x\n", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_language_of_a_newer_version_is_english() =>
        Assert.Equal("Confirm your email", MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", "act_x", new() { Language = "xx" }).Subject);
}
