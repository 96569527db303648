using Serverless.Settings;

namespace Serverless.Email;

/// <summary>Chooses for each letter: SMTP when <c>smtp_hostname</c> is set in the stored settings, else the pickup directory.</summary>
public sealed class SelectedTransport(SettingsStore settings, SmtpTransport smtp, PickupTransport pickup) : IEmailTransport
{
    /// <inheritdoc />
    public async Task<bool> WasDelivered(long id, CancellationToken cancellationToken) =>
        await (await Choose(cancellationToken)).WasDelivered(id, cancellationToken);

    /// <inheritdoc />
    public async Task Deliver(EmailMessage message, CancellationToken cancellationToken) =>
        await (await Choose(cancellationToken)).Deliver(message, cancellationToken);

    private async Task<IEmailTransport> Choose(CancellationToken cancellation) =>
        (await settings.Current(cancellation)).SmtpHostname is null ? pickup : smtp;
}
