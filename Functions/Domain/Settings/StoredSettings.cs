using Serverless.Domain.Email;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Settings;

/// <summary>The settings that administrators change, from one read of storage; null for a setting that is not set. Secrets are encrypted.</summary>
public sealed class StoredSettings
{
    private readonly SettingsRow? _row;

    internal StoredSettings(SettingsRow? row) => _row = row;

    /// <summary>Gets the base of links in emails, in place of <see cref="SiteOptions.Url"/>.</summary>
    public string? AppUrl => Text("app_url");

    /// <summary>Gets the name of the site.</summary>
    public string? SiteName => Text("site_name");

    /// <summary>Gets the colour of the site, as in <c>#1d4ed8</c>.</summary>
    public string? SiteColor => Text("site_color");

    /// <summary>Gets the path of the logo of the site. Another image has another path.</summary>
    public string? SiteLogo => Text("site_logo") is { } name ? Settings.SiteLogo.Folder + name : null;

    /// <summary>Gets the language of the site: that of emails to users without one.</summary>
    public string? SiteLanguage => Text("site_language");

    /// <summary>Gets the sender of emails, in place of <see cref="Email.EmailOptions.From"/>.</summary>
    public string? SmtpFrom => Text("smtp_from");

    /// <summary>Gets the mail server; without one, emails are not sent by SMTP.</summary>
    public string? SmtpHostname => Text("smtp_hostname");

    /// <summary>Gets the mail server's port, 0 to 65535.</summary>
    public int? SmtpPort => Value("smtp_port") as int?;

    /// <summary>Gets the user name on the mail server.</summary>
    public string? SmtpUsername => Text("smtp_username");

    /// <summary>Gets the password, encrypted: see <see cref="SettingsStore.Reveal"/>.</summary>
    public string? SmtpPassword => Text("smtp_password");

    /// <summary>
    /// Returns whether the password for the mail server of other settings must not be used for the one here: another host, or another port or user name on
    /// the same host. While there is no host, port and user name belong to no server.
    /// </summary>
    public bool IsOtherMailServerThan(StoredSettings other) =>
        !string.Equals(SmtpHostname, other.SmtpHostname, StringComparison.OrdinalIgnoreCase)
        || (SmtpHostname is { } host && (new SmtpServer(host, SmtpPort).Port != new SmtpServer(host, other.SmtpPort).Port || SmtpUsername != other.SmtpUsername));

    /// <summary>Returns whether the stored mail server is exactly this one, so that the stored password is for it.</summary>
    /// <param name="host">Host name or IP address.</param>
    /// <param name="port">The port; null and 0 mean the default.</param>
    /// <param name="username">The user name on the mail server.</param>
    public bool IsMailServer(string host, int? port, string? username) =>
        string.Equals(SmtpHostname, host, StringComparison.OrdinalIgnoreCase)
        && new SmtpServer(host, port).Port == new SmtpServer(host, SmtpPort).Port
        && (SmtpUsername ?? "") == (username ?? "");

    /// <summary>Gets the Telegram bot's user name.</summary>
    public string? TelegramBotName => Text("telegram_bot_name");

    /// <summary>Gets the Telegram bot's key, encrypted.</summary>
    public string? TelegramBotKey => Text("telegram_bot_key");

    /// <summary>Gets whether the Telegram bot is in use.</summary>
    public bool TelegramBotEnabled => Value("telegram_bot_enabled") is true;

    /// <summary>Gets whether people sign in with Telegram.</summary>
    public bool TelegramSigninEnabled => Value("telegram_signin_enabled") is true;

    private string? Text(string name) => Value(name) as string;

    private object? Value(string name) => _row?.Values.GetValueOrDefault(name);
}
