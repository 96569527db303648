namespace Serverless.Domain.Email;

/// <summary>
/// A transport for emails. Delivery is at least once: a worker that stops between sending and storing the result sends again. Where the transport can
/// detect a repeated id, it must send only once. Where it cannot (SMTP), both copies have the same Message-ID, by which most mailboxes show one.
/// </summary>
public interface IEmailTransport
{
    /// <summary>Returns whether the transport's own records show that the email went out. Also false if the transport has no such records.</summary>
    Task<bool> WasDelivered(long id, CancellationToken cancellationToken);

    /// <summary>Delivers the email to the transport. On return the transport has it; after an exception the transport may have it.</summary>
    /// <exception cref="UndeliverableEmailException">The email can never be sent. A retry cannot succeed.</exception>
    /// <exception cref="EmailNotSentException">The email certainly did not go out this time.</exception>
    Task Deliver(EmailMessage message, CancellationToken cancellationToken);
}
