using System.Text.RegularExpressions;
using MimeKit;

namespace Serverless.Tests.Harness;

/// <summary>Reads the mail that the server put into its pickup directory.</summary>
public sealed partial class Mailbox(string? directory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public IReadOnlyList<MimeMessage> All => Directory.Exists(directory) ? [.. Directory.GetFiles(directory, "*.eml").Select(file => MimeMessage.Load(file))] : [];

    /// <summary>Waits for the newest mail to an address with a subject.</summary>
    public async Task<MimeMessage> Wait(string address, string subject, int count = 1)
    {
        Assert.SkipWhen(directory is null, "SERVERLESS_MAIL_DIRECTORY does not say where the server's mail is.");
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            var found = All.Where(mail => mail.To.Mailboxes.Any(to => to.Address == address) && mail.Subject == subject).OrderBy(mail => mail.Date).ToList();
            if (found.Count >= count)
            {
                return found[^1];
            }

            Assert.True(TimeProvider.System.GetUtcNow() < end, $"No mail number {count} \"{subject}\" to {address}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The token in the link of a mail.</summary>
    public static string Token(MimeMessage mail) => Link().Match(mail.TextBody!).Groups[1].Value;

    [GeneratedRegex("#/(?:confirm-email|reset-password)/([0-9A-Za-z_]+)")]
    private static partial Regex Link();
}
