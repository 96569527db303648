namespace Serverless.Api.Rpc.Profile;

/// <summary>All that is stored of a user, without secrets.</summary>
/// <param name="Date">The time of the export.</param>
/// <param name="User">The user.</param>
/// <param name="Names">The unique names that the user holds.</param>
/// <param name="Sessions">The sessions.</param>
/// <param name="ApiTokens">The API tokens.</param>
/// <param name="SecondFactors">The second factors, without their secrets.</param>
/// <param name="Notifications">The newest notifications, at most 1,000.</param>
/// <param name="MailedTokens">The tokens that were sent by email and are unused.</param>
/// <param name="FailedEmails">The emails that could not be sent.</param>
/// <param name="Calls">The user's calls in the call log.</param>
/// <param name="Events">The newest events about the user in the audit log, at most 1,000.</param>
public sealed record ExportedData(
    DateTimeOffset Date,
    ExportedUser User,
    IReadOnlyList<ExportedName> Names,
    IReadOnlyList<ExportedSession> Sessions,
    IReadOnlyList<ExportedToken> ApiTokens,
    Factors.Read.SecondFactors SecondFactors,
    IReadOnlyList<ExportedNotification> Notifications,
    IReadOnlyList<ExportedMailedToken> MailedTokens,
    IReadOnlyList<ExportedFailedEmail> FailedEmails,
    ExportedCalls Calls,
    IReadOnlyList<AuditEntry> Events);

/// <summary>The user.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user name.</param>
/// <param name="FullName">The full name.</param>
/// <param name="Email">The email address, or null.</param>
/// <param name="EmailConfirmed">Whether that email address is confirmed.</param>
/// <param name="PendingEmail">The email address that replaces the confirmed one once it is confirmed, or null.</param>
/// <param name="FormerEmails">The email addresses that were replaced recently.</param>
/// <param name="TelegramName">The Telegram user name, or null.</param>
/// <param name="Picture">The picture, or null.</param>
/// <param name="PhoneNumber">The telephone number, or null.</param>
/// <param name="Locale">The language of emails, or null.</param>
/// <param name="ExternalAccounts">The external accounts that can sign the user in.</param>
/// <param name="IsTemporary">Whether the account was created without personal data.</param>
/// <param name="HasPassword">Whether the user has a password. Its hash is a secret.</param>
/// <param name="Enabled">Whether the user is enabled.</param>
/// <param name="Permissions">The permission overrides of the user.</param>
/// <param name="Devices">The fingerprints of the devices that signed in most recently.</param>
/// <param name="KnownDevices">The marks of these devices that sign-in limits use.</param>
/// <param name="Created">The time when the account was created.</param>
/// <param name="Updated">The time when the user was last changed.</param>
public sealed record ExportedUser(
    string Id,
    string Name,
    string FullName,
    string? Email,
    bool EmailConfirmed,
    string? PendingEmail,
    IReadOnlyList<ExportedFormerEmail> FormerEmails,
    string? TelegramName,
    string? Picture,
    string? PhoneNumber,
    string? Locale,
    IReadOnlyList<ExportedExternalAccount> ExternalAccounts,
    bool IsTemporary,
    bool HasPassword,
    bool Enabled,
    IReadOnlyDictionary<string, bool> Permissions,
    IReadOnlyList<string> Devices,
    IReadOnlyList<string> KnownDevices,
    DateTimeOffset Created,
    DateTimeOffset Updated);

/// <summary>An email address that was replaced recently.</summary>
/// <param name="Email">The email address.</param>
/// <param name="IsConfirmed">Whether the email address was confirmed.</param>
/// <param name="Until">The time until which it is kept.</param>
public sealed record ExportedFormerEmail(string Email, bool IsConfirmed, DateTimeOffset Until);

/// <summary>An external account that can sign the user in.</summary>
/// <param name="Provider">The external service.</param>
/// <param name="Hash">The SHA-256 of the identifier at the service. The identifier itself is not stored.</param>
public sealed record ExportedExternalAccount(string Provider, string Hash);

/// <summary>A unique name that the user holds.</summary>
/// <param name="Kind">The kind of the name: <c>login</c>, <c>telegram</c> or <c>link</c>.</param>
/// <param name="Name">The name.</param>
public sealed record ExportedName(string Kind, string Name);

/// <summary>A session, without its token.</summary>
/// <param name="Id">The public id of the session: the Unix time in seconds when it began.</param>
/// <param name="Name">The name of the session.</param>
/// <param name="Expires">The time when the session expires.</param>
/// <param name="Used">The time of last use as far as it is recorded, or null.</param>
/// <param name="Proved">The time when the user last proved their identity, or null.</param>
/// <param name="Device">The program that signed in, or null.</param>
/// <param name="Ip">The IP address of the sign-in, or null.</param>
/// <param name="Family">The family of the sign-in, or null.</param>
public sealed record ExportedSession(
    string Id, string Name, DateTimeOffset Expires, DateTimeOffset? Used, DateTimeOffset? Proved, string? Device, string? Ip, string? Family);

/// <summary>An API token, without the token itself.</summary>
/// <param name="Id">The id of the token.</param>
/// <param name="Name">The name of the token.</param>
/// <param name="Enabled">Whether the token is enabled.</param>
/// <param name="Created">The time when the token was created.</param>
/// <param name="Permissions">The permissions of the token.</param>
/// <param name="Expires">The time when the token expires, or null.</param>
/// <param name="Used">The hour of last use, or null.</param>
/// <param name="Hint">The last four characters of the token, or null.</param>
public sealed record ExportedToken(
    string Id, string Name, bool Enabled, DateTimeOffset Created, IReadOnlyDictionary<string, bool> Permissions, DateTimeOffset? Expires, DateTimeOffset? Used, string? Hint);

/// <summary>A notification.</summary>
/// <param name="Id">The id of the notification.</param>
/// <param name="Created">The time when the notification was created.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Body">The text.</param>
/// <param name="IsRead">Whether the user marked the notification as read.</param>
public sealed record ExportedNotification(string Id, DateTimeOffset Created, string Subject, string Body, bool IsRead);

/// <summary>An unused token that was sent by email, without the token itself.</summary>
/// <param name="Purpose">What the token does.</param>
/// <param name="Email">The email address to which it was sent.</param>
/// <param name="IsSent">Whether the email was sent.</param>
public sealed record ExportedMailedToken(string Purpose, string Email, bool IsSent);

/// <summary>An email that could not be sent.</summary>
/// <param name="Failed">The time when it was given up.</param>
/// <param name="Reason">Why it was given up.</param>
public sealed record ExportedFailedEmail(DateTimeOffset Failed, string Reason);

/// <summary>The user's calls in the call log.</summary>
/// <param name="SearchedFrom">The start of the oldest call that was searched. Null if the whole log was searched.</param>
/// <param name="Rows">The calls, newest first, at most 1,000.</param>
public sealed record ExportedCalls(DateTimeOffset? SearchedFrom, IReadOnlyList<ExportedCall> Rows);

/// <summary>A call.</summary>
/// <param name="MethodId">The method.</param>
/// <param name="Started">The time when the call started.</param>
/// <param name="Runtime">The run time in milliseconds.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="StatusText">The text of the status.</param>
/// <param name="IsException">Whether the failure was unexpected.</param>
/// <param name="Transport">The transport that brought the call: <c>http</c> or <c>web_socket</c>.</param>
public sealed record ExportedCall(string MethodId, DateTimeOffset Started, int Runtime, int Status, string StatusText, bool IsException, string Transport);
