using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Settings;

namespace Serverless.Api.Rpc.Admin.Settings;

/// <summary>Reads the stored settings. Secrets that are set are returned as `********`.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Record))]
public sealed class Read(SettingsStore store) : RpcMethod<NoParameters>
{
    /// <summary>The stored settings. Settings without a value are null.</summary>
    /// <param name="Id">Always 1.</param>
    /// <param name="AppUrl">The base URL of links in emails.</param>
    /// <param name="SiteName">The name of the site, in emails and on the pages of the app.</param>
    /// <param name="SiteColor">The colour of the site, such as `#1d4ed8`.</param>
    /// <param name="SiteLogo">The path of the logo of the site. Written, it is a PNG, JPEG or WebP image of at most 40,000 bytes in base64.</param>
    /// <param name="SiteLanguage">The language of the site: that of emails to users without one.</param>
    /// <param name="SmtpFrom">The sender of emails.</param>
    /// <param name="SmtpHostname">The SMTP server.</param>
    /// <param name="SmtpPort">The port of the SMTP server.</param>
    /// <param name="SmtpUsername">The user name on the SMTP server.</param>
    /// <param name="SmtpPassword">The password on the SMTP server, masked.</param>
    /// <param name="TelegramBotName">The bot's user name.</param>
    /// <param name="TelegramBotKey">The bot's key, masked.</param>
    /// <param name="TelegramBotEnabled">Whether the bot is in use.</param>
    /// <param name="TelegramSigninEnabled">Whether users can sign in with Telegram.</param>
    public sealed record Record(
        int Id,
        string? AppUrl,
        string? SiteName,
        string? SiteColor,
        string? SiteLogo,
        string? SiteLanguage,
        string? SmtpFrom,
        string? SmtpHostname,
        int? SmtpPort,
        string? SmtpUsername,
        string? SmtpPassword,
        string? TelegramBotName,
        string? TelegramBotKey,
        bool TelegramBotEnabled,
        bool TelegramSigninEnabled);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-settings-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/settings/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var stored = await store.Read(cancellation);
        return Result.Of(new Record(
            Id: 1,
            stored.AppUrl,
            stored.SiteName,
            stored.SiteColor,
            stored.SiteLogo,
            stored.SiteLanguage,
            stored.SmtpFrom,
            stored.SmtpHostname,
            stored.SmtpPort,
            stored.SmtpUsername,
            Masked(stored.SmtpPassword),
            stored.TelegramBotName,
            Masked(stored.TelegramBotKey),
            stored.TelegramBotEnabled,
            stored.TelegramSigninEnabled));
    }

    private static string? Masked(string? secret) => secret is null ? null : Setting.Mask;
}
