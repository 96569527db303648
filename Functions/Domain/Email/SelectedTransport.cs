using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// Chooses for each letter: SMTP when <c>smtp_hostname</c> is set in the stored settings, else Azure Communication Services when <c>Email__Acs__…</c>
/// is set, else the pickup directory.
/// </summary>
/// <param name="settings">The stored settings.</param>
/// <param name="options">The app's own settings.</param>
/// <param name="smtp">By SMTP.</param>
/// <param name="pickup">Into files.</param>
/// <param name="acs">By Azure Communication Services; null in builds that cannot, where the settings of it stop the start.</param>
public sealed class SelectedTransport(
    SettingsStore settings, IOptions<EmailOptions> options, SmtpTransport smtp, PickupTransport pickup,
    [FromKeyedServices(SelectedTransport.Acs)] IEmailTransport? acs = null) : IEmailTransport
{
    /// <summary>The key under which a build registers its transport to Azure Communication Services.</summary>
    public const string Acs = "acs";

    /// <summary>Whether this build has the transport that the settings ask for.</summary>
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
