using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using MimeKit;

namespace Serverless.Domain.Email;

/// <summary>Parses the sender of emails as people write it.</summary>
public static class Sender
{
    private static readonly SearchValues<char> Specials = SearchValues.Create("\",;:@[]\\");

    /// <summary>Parses one mailbox with or without a display name. Parentheses belong to the name: RFC 5322 would drop them as a comment.</summary>
    /// <param name="text">The text, as in <c>Support (Billing) &lt;billing@example.com&gt;</c>.</param>
    /// <param name="sender">The mailbox.</param>
    /// <returns>Whether the text is a mailbox.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out MailboxAddress? sender)
    {
        sender = null;
        var open = text.LastIndexOf('<');
        var name = open > 0 ? text[..open].Trim() : "";
        if (text.Any(char.IsControl) || (open > 0 && name.AsSpan().IndexOfAny("<>") >= 0))
        {
            return false;
        }

        if (name.AsSpan().IndexOfAny('(', ')') < 0 || name.AsSpan().IndexOfAny(Specials) >= 0)
        {
            return MailboxAddress.TryParse(text, out sender) && sender.Address.Contains('@', StringComparison.Ordinal);
        }

        if (!MailboxAddress.TryParse(text[open..], out var bare) || !bare.Address.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        sender = new MailboxAddress(name, bare.Address);
        return true;
    }

    /// <summary>Parses a mailbox that was checked when it was set.</summary>
    /// <exception cref="FormatException">The text is not a mailbox.</exception>
    public static MailboxAddress Parse(string text) => TryParse(text, out var sender) ? sender : throw new FormatException("The sender of emails is not a mailbox.");
}
