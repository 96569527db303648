using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.Email;

/// <summary>
/// The recipient of a letter is not an address that mail can be sent to; trying again is of no use.
/// The message does not repeat the address, because messages are logged.
/// </summary>
/// <param name="id">The letter.</param>
[SuppressMessage("Design", "CA1032", Justification = "It is always about one letter; one constructor is enough.")]
public sealed class InvalidEmailAddressException(long id) : UndeliverableEmailException($"The recipient of email {id} is not a valid address.")
{
    /// <summary>The letter.</summary>
    public long Id { get; } = id;
}
