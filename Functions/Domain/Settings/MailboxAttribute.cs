using Serverless.Domain.Email;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the sender of email.</summary>
public sealed class MailboxAttribute() : SettingRuleAttribute("a mailbox, as in Name <name@example.com>", EmailOptions.IsMailbox);
