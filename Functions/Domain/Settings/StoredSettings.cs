using Azure.Data.Tables;
using Serverless.Domain.Email;

namespace Serverless.Domain.Settings;

/// <summary>The settings that administrators change, as one read of storage found them; null is what nobody set. Secrets are encrypted here, too.</summary>
public sealed class StoredSettings
{
    private readonly TableEntity? _row;

    internal StoredSettings(TableEntity? row) => _row = row;

    /// <summary>The base of links in mails, in place of <see cref="SiteOptions.Url"/>.</summary>
    public string? AppUrl => _row?.GetString("app_url");

    /// <summary>The sender of mail, in place of <see cref="Email.EmailOptions.From"/>.</summary>
    public string? SmtpFrom => _row?.GetString("smtp_from");

    /// <summary>The mail server; without one, mail does not go by SMTP.</summary>
    public string? SmtpHostname => _row?.GetString("smtp_hostname");

    /// <summary>The mail server's port, 0 to 65535.</summary>
    public int? SmtpPort => _row?.GetInt32("smtp_port");

    /// <summary>Whom the mail server knows us as.</summary>
    public string? SmtpUsername => _row?.GetString("smtp_username");

    /// <summary>The password, encrypted: see <see cref="SettingsStore.Reveal"/>.</summary>
    public string? SmtpPassword => _row?.GetString("smtp_password");

    /// <summary>
    /// Whether a password that was given for the mail server of other settings is not for the one here: another host, or another port or name on the
    /// same. As long as there is no host, port and name belong to nothing yet.
    /// </summary>
    public bool IsOtherMailServerThan(StoredSettings other) =>
        !string.Equals(SmtpHostname, other.SmtpHostname, StringComparison.OrdinalIgnoreCase)
        || (SmtpHostname is { } host && (new SmtpServer(host, SmtpPort).Port != new SmtpServer(host, other.SmtpPort).Port || SmtpUsername != other.SmtpUsername));

    /// <summary>Returns whether the stored mail server is exactly this one, so that the stored password is for it.</summary>
    /// <param name="host">Host name or IP address.</param>
    /// <param name="port">Its port; null and 0 mean the usual one.</param>
    /// <param name="username">The user name there.</param>
    public bool IsMailServer(string host, int? port, string? username) =>
        string.Equals(SmtpHostname, host, StringComparison.OrdinalIgnoreCase)
        && new SmtpServer(host, port).Port == new SmtpServer(host, SmtpPort).Port
        && (SmtpUsername ?? "") == (username ?? "");

    /// <summary>The Telegram bot's user name.</summary>
    public string? TelegramBotName => _row?.GetString("telegram_bot_name");

    /// <summary>The Telegram bot's key, encrypted.</summary>
    public string? TelegramBotKey => _row?.GetString("telegram_bot_key");

    /// <summary>Whether the Telegram bot is in use.</summary>
    public bool TelegramBotEnabled => _row?.GetBoolean("telegram_bot_enabled") ?? false;

    /// <summary>Whether people sign in with Telegram.</summary>
    public bool TelegramSigninEnabled => _row?.GetBoolean("telegram_signin_enabled") ?? false;
}
