using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.Email;

/// <summary>
/// Thrown when the recipient of an email is not a valid email address. A retry cannot succeed.
/// The message does not contain the email address, because messages are logged.
/// </summary>
/// <param name="id">The id of the email.</param>
[SuppressMessage("Design", "CA1032", Justification = "It is always about one email, so one constructor is enough.")]
public sealed class InvalidEmailAddressException(long id) : UndeliverableEmailException($"The recipient of email {id} is not a valid address.")
{
    /// <summary>Gets the id of the email.</summary>
    public long Id { get; } = id;
}
