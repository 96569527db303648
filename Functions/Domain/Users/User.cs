using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Sessions;
using Serverless.Domain.UserNames;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>Represents a user, as stored in the <c>user</c> row of their partition. Immutable: <see cref="AccountStore"/> commits changed copies.</summary>
public sealed record User
{
    /// <summary>The id of root, the first user, which has every permission.</summary>
    public const long RootId = 1;

    /// <summary>The name of root.</summary>
    public const string RootName = "root";

    /// <summary>Gets the user id. Unique and positive. A decimal string in the RPC and session families, a number in the account family.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the number that identifies the user in the call log, see <see cref="Domain.Users.Pseudonym"/>; 0 for a deleted user.</summary>
    public long Pseudonym { get; init; }

    /// <summary>Gets the user name. Unique and lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the email address. Unique and lower case; null if the user has none.</summary>
    public string? Email { get; init; }

    /// <summary>Gets whether the user proved that they receive emails at <see cref="Email"/>.</summary>
    public bool EmailConfirmed { get; init; }

    /// <summary>Gets the email address that replaces a confirmed <see cref="Email"/> once confirmed. Unique and lower case; null if there is none.</summary>
    public string? PendingEmail { get; init; }

    /// <summary>Gets the email addresses that were replaced recently, oldest first.</summary>
    public ImmutableArray<FormerEmail> FormerEmails { get; init; } = [];

    /// <summary>Gets the email address that the user sees: the last one set.</summary>
    public string? ShownEmail => PendingEmail ?? Email;

    /// <summary>Gets whether <see cref="ShownEmail"/> is confirmed.</summary>
    public bool ShownEmailConfirmed => PendingEmail is null && EmailConfirmed;

    /// <summary>Gets the Telegram user name. Unique and lower case, without <c>@</c>.</summary>
    public string? TelegramName { get; init; }

    /// <summary>Gets the full name, at most 120 characters. The default is the user name.</summary>
    [AllowNull]
    public string FullName
    {
        get => field ?? Name;
        init;
    }

    /// <summary>Gets the picture that the user entered in the account family. Any text, not necessarily a URL. See also <see cref="AvatarOf"/>.</summary>
    public string? Picture { get; init; }

    /// <summary>Gets the telephone number: any text.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Gets the language of the user's emails, see <see cref="Languages.Locale"/>; null for the language of the site.</summary>
    public string? Locale { get; init; }

    /// <summary>Gets the external accounts that can sign the user in. Each is unique.</summary>
    public ImmutableArray<Link> Links { get; init; } = [];

    /// <summary>Gets whether the account was created without personal data and still has no email address entered by a person.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Gets the password hash in its self-describing form; null if password sign-in is not possible.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Gets whether the password was generated or taken from the settings, so that others may know it. Only root can have such a password.</summary>
    public bool HasInitialPassword { get; init; }

    /// <summary>Gets whether the user can sign in and their credentials work.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Gets whether the user is deleted and their remaining data is being erased. <see cref="AccountStore.Read"/> does not return them.</summary>
    public bool IsErasing { get; init; }

    /// <summary>Gets the time when the account was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the time when the row was last written, by the clock of the storage service.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Gets the permission overrides. Omitted permissions have their defaults: <see cref="Domain.Permissions.Permission.Effective"/>.</summary>
    public ImmutableSortedDictionary<string, bool> Permissions { get; init; } = ImmutableSortedDictionary<string, bool>.Empty;

    /// <summary>Gets the user's sessions, oldest first. Each has a row.</summary>
    public ImmutableArray<SessionReference> Sessions { get; init; } = [];

    /// <summary>Gets the record ids of the user's API tokens, oldest first. Each has a row.</summary>
    public ImmutableArray<long> Tokens { get; init; } = [];

    /// <summary>Gets the API tokens created while no email address was confirmed, see <see cref="AccountChange.Evict"/>.</summary>
    public ImmutableArray<long> UntrustedTokens { get; init; } = [];

    /// <summary>Gets the API tokens that expire, oldest first. Each is in <see cref="Tokens"/>, too.</summary>
    public ImmutableArray<TokenReference> ExpiringTokens { get; init; } = [];

    /// <summary>Gets the action tokens that are being sent or are unused. Each has a row.</summary>
    public ImmutableArray<ActionReference> Actions { get; init; } = [];

    /// <summary>Gets the most recently handled email requests, newest last. Queues deliver at least once; this list prevents duplicate emails.</summary>
    public ImmutableArray<long> HandledMail { get; init; } = [];

    /// <summary>Gets whether the user has an authenticator app. It has a row.</summary>
    public bool HasTotp { get; init; }

    /// <summary>Gets the record ids of the user's passkeys, oldest first. Each has a row.</summary>
    public ImmutableArray<long> Passkeys { get; init; } = [];

    /// <summary>Gets the number of recovery codes that were not used yet. They have a row if there are any.</summary>
    public int RecoveryCodes { get; init; }

    /// <summary>Gets the sign-in tickets that wait for a second factor, oldest first. Each has a row.</summary>
    public ImmutableArray<TicketReference> Tickets { get; init; } = [];

    /// <summary>Gets whether a sign-in needs a second factor. Recovery codes alone are none: they go with the last factor.</summary>
    public bool HasSecondFactor => HasTotp || Passkeys.Length > 0;

    /// <summary>
    /// Gets the secret with which failed sign-ins stop counting when it changes: the hash of the password. Null if the user has a second factor. Otherwise
    /// the reader of their mailbox could guess codes without end, with a new password after each ten.
    /// </summary>
    public string? UnlockingSecret => HasSecondFactor ? null : PasswordHash;

    /// <summary>Gets the fingerprints of the devices that signed in most recently, newest last; see <see cref="Domain.SignIn.Device"/>.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Gets the marks of the devices that signed in most recently, newest last; see <see cref="Domain.RateLimits.KnownDevices"/>.</summary>
    public ImmutableArray<string> KnownDevices { get; init; } = [];

    /// <summary>Gets the stamp of the last change that lists show, see <see cref="Storage.Index.PendingChange"/>; 0 if there is none.</summary>
    public long Listed { get; init; }

    /// <summary>Gets the time of the user's last event in the audit log, in ticks; 0 if there is none. Later events have later times.</summary>
    public long Audited { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    /// <summary>Gets whether the user is root.</summary>
    public bool IsRoot => Id == RootId;

    /// <summary>Gets whether <see cref="Email"/> is a generated email address. No emails are sent to it.</summary>
    public bool HasGeneratedEmail => Email is { } email && GeneratedAccount.IsAddress(email);

    /// <summary>Gets whether an email can invite the user to set their first password: they have an email address, and nothing to sign in with.</summary>
    public bool CanBeInvited => Enabled && !IsRoot && PasswordHash is null && Links.IsEmpty && Passkeys.IsEmpty && Email is not null && !HasGeneratedEmail;

    /// <summary>Returns whether a text is the user's name or email address.</summary>
    public bool AnswersTo(string login) => Name == login || Email == login;

    /// <summary>Returns the URL of the picture in the RPC family: the Gravatar of the email address, or a common one if there is none.</summary>
    public static string AvatarOf(string? email) => $"https://s.gravatar.com/avatar/{GravatarHash(email ?? "noname@softvisio.net")}?d=identicon";

    // Gravatar URLs contain an MD5 hash. The hash protects nothing.
#pragma warning disable CA5351
    /// <summary>Returns the hash by which Gravatar identifies an email address: MD5 in hexadecimal digits.</summary>
    public static string GravatarHash(string email) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(email)));
#pragma warning restore CA5351
}

/// <summary>Represents a session in its user's list.</summary>
/// <param name="Id">The record id, which is part of the session's row key and credential.</param>
/// <param name="Expires">The time when the session expires.</param>
/// <param name="IssuedAt">The public id of the session, see <see cref="SessionRow.IssuedAt"/>; 0 if the session predates public ids.</param>
/// <param name="IsPrivateToken">Whether a private token opens the session. If so, it has a row in table Names, see <see cref="PrivateTokens"/>.</param>
public readonly record struct SessionReference(long Id, DateTimeOffset Expires, long IssuedAt, bool IsPrivateToken = false);

/// <summary>Represents an action token in its user's list.</summary>
/// <param name="Id">The record id, which is the id of the email request.</param>
/// <param name="Purpose">The purpose of the token.</param>
public readonly record struct ActionReference(long Id, ActionPurpose Purpose);

/// <summary>Represents an API token that expires in its user's list.</summary>
/// <param name="Id">The record id of the token.</param>
/// <param name="Expires">The time when the token expires.</param>
public readonly record struct TokenReference(long Id, DateTimeOffset Expires);

/// <summary>Represents a sign-in ticket in its user's list.</summary>
/// <param name="Id">The record id, which is part of the ticket's row key and credential.</param>
/// <param name="Expires">The time when the ticket expires.</param>
public readonly record struct TicketReference(long Id, DateTimeOffset Expires);
