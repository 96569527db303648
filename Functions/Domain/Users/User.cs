using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Sessions;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>A user, as the <c>user</c> row of his partition holds him. Immutable: a change is a new value, committed by <see cref="AccountStore"/>.</summary>
public sealed record User
{
    /// <summary>The id of root, the first user, who holds every permission.</summary>
    public const long RootId = 1;

    /// <summary>The name of root.</summary>
    public const string RootName = "root";

    /// <summary>Unique, positive; a decimal string in the RPC and session families, a number in the account family.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the number that stands for the user in the call log, see <see cref="Domain.Users.Pseudonym"/>; 0 for a deleted user.</summary>
    public long Pseudonym { get; init; }

    /// <summary>Unique, lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Unique, lower case; null if the user has none.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the user proved that he reads mail at <see cref="Email"/>.</summary>
    public bool EmailConfirmed { get; init; }

    /// <summary>The address that takes the place of a confirmed <see cref="Email"/> when it is confirmed itself: unique, lower case; null if there is none.</summary>
    public string? PendingEmail { get; init; }

    /// <summary>Addresses that were replaced a short while ago, oldest first.</summary>
    public ImmutableArray<FormerEmail> FormerEmails { get; init; } = [];

    /// <summary>The address that the user is shown: the last one set.</summary>
    public string? ShownEmail => PendingEmail ?? Email;

    /// <summary>Whether <see cref="ShownEmail"/> is confirmed.</summary>
    public bool ShownEmailConfirmed => PendingEmail is null && EmailConfirmed;

    /// <summary>Telegram user name: unique, lower case, without <c>@</c>.</summary>
    public string? TelegramName { get; init; }

    /// <summary>What people call the user, at most 120 characters; his user name until he says otherwise.</summary>
    [AllowNull]
    public string FullName
    {
        get => field ?? Name;
        init;
    }

    /// <summary>What the user gave as his picture in the account family: any text, not necessarily an address. See also <see cref="AvatarOf"/>.</summary>
    public string? Picture { get; init; }

    /// <summary>Telephone number: any text.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Accounts elsewhere that sign this user in, each unique.</summary>
    public ImmutableArray<Link> Links { get; init; } = [];

    /// <summary>Whether the account was made without any data of a person and has not been given an address of his since.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The password's hash in its self-describing form; null if no password opens this account.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Whether the user can sign in and his credentials work.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether the user was deleted and only the rest of his data is still to go; <see cref="AccountStore"/> finds him no more.</summary>
    public bool IsErasing { get; init; }

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the row was last written, by storage's clock.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Gets the permission overrides. With the defaults they say which permissions the user holds: <see cref="Domain.Permissions.Permission.Effective"/>.</summary>
    public ImmutableSortedDictionary<string, bool> Permissions { get; init; } = ImmutableSortedDictionary<string, bool>.Empty;

    /// <summary>The user's sessions, oldest first; each has a row.</summary>
    public ImmutableArray<SessionReference> Sessions { get; init; } = [];

    /// <summary>The record ids of the user's API tokens, oldest first; each has a row.</summary>
    public ImmutableArray<long> Tokens { get; init; } = [];

    /// <summary>The API tokens made while no address was confirmed, see <see cref="AccountChange.Evict"/>.</summary>
    public ImmutableArray<long> UntrustedTokens { get; init; } = [];

    /// <summary>Action tokens on their way or unused; each has a row.</summary>
    public ImmutableArray<ActionReference> Actions { get; init; } = [];

    /// <summary>The mail requests carried out last, newest last: queues deliver at least once, mail is sent once.</summary>
    public ImmutableArray<long> HandledMail { get; init; } = [];

    /// <summary>Fingerprints of the devices that signed in last, newest last; see <see cref="Domain.SignIn.Device"/>.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Marks of the devices that signed in last, newest last; see <see cref="Domain.RateLimits.KnownDevices"/>.</summary>
    public ImmutableArray<string> KnownDevices { get; init; } = [];

    /// <summary>The stamp of the last change that lists show, see <see cref="Storage.Index.Intent"/>; 0 if there is none.</summary>
    public long Listed { get; init; }

    /// <summary>The version that a change is based on.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether this is root.</summary>
    public bool IsRoot => Id == RootId;

    /// <summary>Whether <see cref="Email"/> is a made-up one, which nobody reads: it gets no mail.</summary>
    public bool HasGeneratedEmail => Email is { } email && GeneratedAccount.IsAddress(email);

    /// <summary>Whether the user can be found by this text: it is his name or his email address.</summary>
    public bool AnswersTo(string login) => Name == login || Email == login;

    /// <summary>The picture's address in the RPC family: Gravatar's for the email address, a common one without.</summary>
    public static string AvatarOf(string? email) => $"https://s.gravatar.com/avatar/{GravatarHash(email ?? "noname@softvisio.net")}?d=identicon";

    // MD5 is what Gravatar's addresses are made of; nothing is protected by it.
#pragma warning disable CA5351
    /// <summary>What Gravatar calls an address by: MD5 in hexadecimal digits.</summary>
    public static string GravatarHash(string email) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(email)));
#pragma warning restore CA5351
}

/// <summary>A session in its user's list.</summary>
/// <param name="Id">The record id, in the session's row key and credential.</param>
/// <param name="Expires">When it ends by itself.</param>
/// <param name="IssuedAt">Its public id, see <see cref="SessionRow.IssuedAt"/>; 0 if it is older than such ids.</param>
/// <param name="IsPrivateToken">Whether a private token opens it: then a row of table Names goes with it, see <see cref="PrivateTokens"/>.</param>
public readonly record struct SessionReference(long Id, DateTimeOffset Expires, long IssuedAt, bool IsPrivateToken = false);

/// <summary>An action token in its user's list.</summary>
/// <param name="Id">The record id: that of the mail request.</param>
/// <param name="Purpose">What the token does.</param>
public readonly record struct ActionReference(long Id, ActionPurpose Purpose);
