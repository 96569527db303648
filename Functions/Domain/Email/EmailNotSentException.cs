using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.Email;

/// <summary>
/// Thrown when an email was certainly not sent, so no recipient has its secret. A retry may succeed. The message contains no email address,
/// because messages are logged.
/// </summary>
/// <param name="message">The id of the email and the reason.</param>
[SuppressMessage("Design", "CA1032", Justification = "It never wraps another exception, whose message might repeat an address.")]
public class EmailNotSentException(string message) : Exception(message);

/// <summary>Thrown when an email can never be sent. A retry cannot succeed.</summary>
/// <param name="message">The id of the email and the reason.</param>
[SuppressMessage("Design", "CA1032", Justification = "As above.")]
public class UndeliverableEmailException(string message) : EmailNotSentException(message);

/// <summary>Thrown when an email did not go out because of its recipient, and a retry may succeed. After the last round it counts as undeliverable.</summary>
/// <param name="message">The id of the email and the reason.</param>
[SuppressMessage("Design", "CA1032", Justification = "As above.")]
public sealed class RecipientNotReachedException(string message) : EmailNotSentException(message);
