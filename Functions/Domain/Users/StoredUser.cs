using System.Collections.Immutable;
using System.Globalization;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>Converts a <see cref="User"/> to and from its row. Lists become compact text.</summary>
internal static class StoredUser
{
    /// <summary>Returns the row of a user.</summary>
    public static UserRow ToRow(this User user) => new()
    {
        Id = user.Id,
        Pseudonym = user.Pseudonym,
        Name = user.Name,
        Email = user.Email,
        EmailConfirmed = user.EmailConfirmed,
        PendingEmail = user.PendingEmail,
        FormerEmails = JoinIfAny(user.FormerEmails, former => former.Format()),
        TelegramName = user.TelegramName,
        FullName = user.FullName == user.Name ? null : user.FullName,
        Picture = user.Picture,
        PhoneNumber = user.PhoneNumber,
        Locale = user.Locale,
        Links = JoinIfAny(user.Links, link => link.ToString()),
        IsTemporary = user.IsTemporary,
        PasswordHash = user.PasswordHash,
        HasInitialPassword = user.HasInitialPassword,
        Enabled = user.Enabled,
        IsErasing = user.IsErasing,
        Created = user.Created,
        Permissions = PermissionColumn.Format(user.Permissions),
        Sessions = Join(user.Sessions, session => $"{session.Id}:{session.Expires.ToUnixTimeSeconds()}:{session.IssuedAt}{(session.IsPrivateToken ? ":1" : "")}"),
        Tokens = Join(user.Tokens, Format),
        UntrustedTokens = JoinIfAny(user.UntrustedTokens, Format),
        ExpiringTokens = JoinIfAny(user.ExpiringTokens, token => Format(token.Id, token.Expires)),
        Actions = Join(user.Actions, action => $"{action.Id}:{action.Purpose}"),
        HandledMail = Join(user.HandledMail, Format),
        Devices = Join(user.Devices, device => device),
        KnownDevices = JoinIfAny(user.KnownDevices, mark => mark),
        HasTotp = user.HasTotp,
        Passkeys = JoinIfAny(user.Passkeys, Format),
        RecoveryCodes = user.RecoveryCodes,
        Tickets = JoinIfAny(user.Tickets, ticket => Format(ticket.Id, ticket.Expires)),
        Listed = user.Listed,
        Audited = user.Audited,
        Version = user.Version,
    };

    /// <summary>Returns the user of a row.</summary>
    public static User ToUser(this UserRow row) => new()
    {
        Id = row.Id,
        Pseudonym = row.Pseudonym,
        Name = row.Name,
        Email = row.Email,
        EmailConfirmed = row.EmailConfirmed,
        PendingEmail = row.PendingEmail,
        FormerEmails = Split(row.FormerEmails, FormerEmail.Parse),
        TelegramName = row.TelegramName,
        FullName = row.FullName,
        Picture = row.Picture,
        PhoneNumber = row.PhoneNumber,
        Locale = row.Locale,
        Links = Split(row.Links, Link.Parse),
        IsTemporary = row.IsTemporary,
        PasswordHash = row.PasswordHash,
        HasInitialPassword = row.HasInitialPassword,
        Enabled = row.Enabled,
        IsErasing = row.IsErasing,
        Created = row.Created,
        Updated = row.Updated,
        Permissions = PermissionColumn.Parse(row.Permissions),
        Sessions = Split(row.Sessions, ParseSession),
        Tokens = Split(row.Tokens, ParseNumber),
        UntrustedTokens = Split(row.UntrustedTokens, ParseNumber),
        ExpiringTokens = Split(row.ExpiringTokens, text => ParseExpiry(text, (id, expires) => new TokenReference(id, expires))),
        Actions = Split(row.Actions, ParseAction),
        HandledMail = Split(row.HandledMail, ParseNumber),
        Devices = Split(row.Devices, text => text),
        KnownDevices = Split(row.KnownDevices, text => text),
        HasTotp = row.HasTotp,
        Passkeys = Split(row.Passkeys, ParseNumber),
        RecoveryCodes = row.RecoveryCodes,
        Tickets = Split(row.Tickets, text => ParseExpiry(text, (id, expires) => new TicketReference(id, expires))),
        Listed = row.Listed,
        Audited = row.Audited,
        Version = row.Version,
    };

    private static SessionReference ParseSession(string text)
    {
        var numbers = text.Split(':').Select(ParseNumber).ToArray();
        return new(numbers[0], DateTimeOffset.FromUnixTimeSeconds(numbers[1]), numbers.Length > 2 ? numbers[2] : 0, numbers.Length > 3);
    }

    private static ActionReference ParseAction(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(ParseNumber(text[..colon]), Enum.Parse<ActionPurpose>(text[(colon + 1)..]));
    }

    private static T ParseExpiry<T>(string text, Func<long, DateTimeOffset, T> create)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return create(ParseNumber(text[..colon]), DateTimeOffset.FromUnixTimeSeconds(ParseNumber(text[(colon + 1)..])));
    }

    private static string Format(long id, DateTimeOffset expires) => $"{id}:{expires.ToUnixTimeSeconds()}";

    private static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long ParseNumber(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Join<T>(ImmutableArray<T> items, Func<T, string> format) => string.Join(',', items.Select(format));

    /// <summary>Returns the text of a list; null for an empty one, which has no column.</summary>
    private static string? JoinIfAny<T>(ImmutableArray<T> items, Func<T, string> format) => items.IsEmpty ? null : Join(items, format);

    private static ImmutableArray<T> Split<T>(string? text, Func<string, T> parse) =>
        string.IsNullOrEmpty(text) ? [] : [.. text.Split(',').Select(parse)];
}
