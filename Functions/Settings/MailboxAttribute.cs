using Serverless.Email;

namespace Serverless.Settings;

/// <summary>Marks a setting that is the sender of email.</summary>
public sealed class MailboxAttribute() : SettingRuleAttribute("a mailbox, as in Name <name@example.com>", EmailOptions.IsMailbox);
