using Serverless.Domain.SignIn;

namespace Serverless.Domain.Email.Notices;

/// <summary>Represents the facts of a security event for an email, as they were recorded. Part of a message of the email queue.</summary>
/// <param name="Kind">The event.</param>
/// <param name="Time">The time of the event.</param>
/// <param name="Device">The program of the call that caused the event, see <see cref="ProgramName"/>; null if it is not known.</param>
/// <param name="IpAddress">The IP address of that call; null if it is not known.</param>
/// <param name="To">
/// The email address of the recipient at the time of the event. The user can have another one when the email is sent, or none. Null in requests whose
/// recipient is known otherwise.
/// </param>
/// <param name="Locale">The language of the user at the time of the event. It is used for a user who does not exist any more. Null for the default.</param>
public sealed record NoticeFacts(NoticeKind Kind, DateTimeOffset Time, string? Device = null, string? IpAddress = null, string? To = null, string? Locale = null);
