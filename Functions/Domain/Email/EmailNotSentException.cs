using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.Email;

/// <summary>A letter did certainly not go out, so nobody has its secret; trying again may help. The message repeats no address, because messages are logged.</summary>
/// <param name="message">Which letter, and why.</param>
[SuppressMessage("Design", "CA1032", Justification = "It never wraps another exception, whose message might repeat an address.")]
public class EmailNotSentException(string message) : Exception(message);

/// <summary>A letter can never be sent; trying again is of no use.</summary>
/// <param name="message">Which letter, and why.</param>
[SuppressMessage("Design", "CA1032", Justification = "As above.")]
public class UndeliverableEmailException(string message) : EmailNotSentException(message);

/// <summary>A letter did not go out because of its recipient, and may another time. After the last round it counts as undeliverable.</summary>
/// <param name="message">Which letter, and why.</param>
[SuppressMessage("Design", "CA1032", Justification = "As above.")]
public sealed class RecipientNotReachedException(string message) : EmailNotSentException(message);
