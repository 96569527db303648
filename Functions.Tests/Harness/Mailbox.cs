using System.Text.RegularExpressions;
using MimeKit;

namespace Serverless.Tests.Harness;

/// <summary>Reads the mail that the server put into its pickup directory.</summary>
public sealed partial class Mailbox(string? directory)
{
    /// <summary>All mail, in the order in which it was written. A message's own date has whole seconds only.</summary>
    public IReadOnlyList<MimeMessage> All =>
        Directory.Exists(directory) ? [.. new DirectoryInfo(directory).GetFiles("*.eml").OrderBy(file => file.LastWriteTimeUtc).Select(file => MimeMessage.Load(file.FullName))] : [];

    /// <summary>Waits for the newest mail to an address with a subject.</summary>
    public async Task<MimeMessage> Wait(string address, string subject, int count = 1)
    {
        Assert.SkipWhen(directory is null, "SERVERLESS_MAIL_DIRECTORY does not say where the server's mail is.");
        var found = new List<MimeMessage>();
        await Patience.Until(
            () =>
            {
                found = [.. All.Where(mail => mail.To.Mailboxes.Any(to => to.Address == address) && mail.Subject == subject)];
                return found.Count >= count;
            },
            $"No mail number {count} \"{subject}\" to {address}.");
        return found[^1];
    }

    /// <summary>The token in the link of a mail.</summary>
    public static string Token(MimeMessage mail) => Link().Match(mail.TextBody!).Groups[1].Value;

    [GeneratedRegex("#/(?:confirm-email|reset-password|undo-email-change)/([0-9A-Za-z_]+)")]
    private static partial Regex Link();
}
