namespace Serverless.Domain.Email;

/// <summary>
/// A way for letters to leave. Delivery is at least once: a worker that stops between sending and remembering sends again, so
/// that the same id delivered twice must have the effect of once wherever the transport can tell. Where it cannot (SMTP),
/// both copies carry the same Message-ID, by which most mailboxes show one.
/// </summary>
public interface IEmailTransport
{
    /// <summary>Whether the transport's own records show that this letter went out. False as well if it cannot tell.</summary>
    Task<bool> WasDelivered(long id, CancellationToken cancellationToken);

    /// <summary>Hands the letter over. When this returns, the transport has it; when it throws, it may have it.</summary>
    /// <exception cref="UndeliverableEmailException">The letter can never be sent; trying again is of no use.</exception>
    /// <exception cref="EmailNotSentException">The letter did certainly not go out this time.</exception>
    Task Deliver(EmailMessage message, CancellationToken cancellationToken);
}
