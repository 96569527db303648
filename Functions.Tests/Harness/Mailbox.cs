using System.Text.RegularExpressions;
using MimeKit;

namespace Serverless.Tests.Harness;

/// <summary>Reads the emails that the server wrote to its pickup directory.</summary>
public sealed partial class Mailbox(string? directory)
{
    /// <summary>Gets all emails, in the order in which they were written. The date of an email has whole seconds only.</summary>
    public IReadOnlyList<MimeMessage> All =>
        Directory.Exists(directory) ? [.. new DirectoryInfo(directory).GetFiles("*.eml").OrderBy(file => file.LastWriteTimeUtc).Select(file => MimeMessage.Load(file.FullName))] : [];

    /// <summary>Waits for the newest email to an address with a subject.</summary>
    public async Task<MimeMessage> Wait(string address, string subject, int count = 1)
    {
        Assert.SkipWhen(directory is null, "SERVERLESS_MAIL_DIRECTORY does not say where the server's mail is.");
        var found = new List<MimeMessage>();
        await TestTimeout.Until(
            () =>
            {
                found = [.. All.Where(mail => mail.To.Mailboxes.Any(to => to.Address == address) && mail.Subject == subject)];
                return found.Count >= count;
            },
            $"No mail number {count} \"{subject}\" to {address}.");
        return found[^1];
    }

    /// <summary>Returns the token in the link of an email.</summary>
    public static string Token(MimeMessage mail) => Link().Match(mail.TextBody!).Groups[1].Value;

    [GeneratedRegex("#/(?:confirm-email|reset-password|undo-email-change)/([0-9A-Za-z_]+)")]
    private static partial Regex Link();
}
