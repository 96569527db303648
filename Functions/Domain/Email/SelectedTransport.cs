using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// Selects the transport of each email: SMTP when <c>smtp_hostname</c> is set in the stored settings, otherwise Azure Communication Services when
/// <c>Email__Acs__…</c> is set, otherwise the pickup directory.
/// </summary>
/// <param name="settings">The stored settings.</param>
/// <param name="options">The app's own settings.</param>
/// <param name="smtp">The SMTP transport.</param>
/// <param name="pickup">The transport that writes files.</param>
/// <param name="acs">The transport to Azure Communication Services. Null in builds without it, where its settings prevent the start.</param>
public sealed class SelectedTransport(
    SettingsStore settings, IOptions<EmailOptions> options, SmtpTransport smtp, PickupTransport pickup,
    [FromKeyedServices(SelectedTransport.Acs)] IEmailTransport? acs = null) : IEmailTransport
{
    /// <summary>The key under which a build registers its transport to Azure Communication Services.</summary>
    public const string Acs = "acs";

    /// <summary>Returns whether this build has the transport that the settings select.</summary>
    public static bool CanSend(EmailOptions options, IServiceProviderIsKeyedService services) =>
        !options.Acs.IsSet || services.IsKeyedService(typeof(IEmailTransport), Acs);

    private readonly IEmailTransport _default = options.Value.Acs.IsSet && acs is not null ? acs : pickup;

    /// <inheritdoc />
    public async Task<bool> WasDelivered(long id, CancellationToken cancellationToken) =>
        await (await Choose(cancellationToken)).WasDelivered(id, cancellationToken);

    /// <inheritdoc />
    public async Task Deliver(EmailMessage message, CancellationToken cancellationToken) =>
        await (await Choose(cancellationToken)).Deliver(message, cancellationToken);

    private async Task<IEmailTransport> Choose(CancellationToken cancellation) =>
        (await settings.Current(cancellation)).SmtpHostname is null ? _default : smtp;
}
