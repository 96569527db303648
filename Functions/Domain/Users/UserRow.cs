using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>Converts a <see cref="User"/> to and from its <c>user</c> row in table Accounts. Lists are compact text, far below the 64 KiB limit.</summary>
internal static class UserRow
{
    public const string KeyPrefix = "user;";

    /// <summary>The smallest key that follows all keys with the prefix.</summary>
    public const string KeyEnd = "user<";

    /// <summary>Returns the row key of a user. It contains the id: Azurite searches by row key first, and would scan all users if they shared one.</summary>
    public static string RowKey(long id) => KeyPrefix + Key.Encode(id);

    public static TableEntity ToRow(this User user)
    {
        var row = new TableEntity(Key.Encode(user.Id), RowKey(user.Id))
        {
            ETag = user.ETag,
            [nameof(User.Name)] = user.Name,
            [nameof(User.EmailConfirmed)] = user.EmailConfirmed,
            [nameof(User.Enabled)] = user.Enabled,
            [nameof(User.Created)] = user.Created,
            [nameof(User.Permissions)] = FormatPermissions(user.Permissions),
            [nameof(User.Sessions)] = Join(user.Sessions, session => $"{session.Id}:{session.Expires.ToUnixTimeSeconds()}:{session.IssuedAt}{(session.IsPrivateToken ? ":1" : "")}"),
            [nameof(User.Tokens)] = Join(user.Tokens, id => id.ToString(CultureInfo.InvariantCulture)),
            [nameof(User.Actions)] = Join(user.Actions, action => $"{action.Id}:{action.Purpose}"),
            [nameof(User.HandledMail)] = Join(user.HandledMail, id => id.ToString(CultureInfo.InvariantCulture)),
            [nameof(User.Devices)] = Join(user.Devices, device => device),
        };
        if (user.Pseudonym != Pseudonym.Nobody)
        {
            row[nameof(User.Pseudonym)] = user.Pseudonym;
        }

        if (user.Listed != 0)
        {
            row[nameof(User.Listed)] = user.Listed;
        }

        if (user.IsErasing)
        {
            row[nameof(User.IsErasing)] = true;
        }

        if (user.IsTemporary)
        {
            row[nameof(User.IsTemporary)] = true;
        }

        if (user.FormerEmails.Length > 0)
        {
            row[nameof(User.FormerEmails)] = Join(user.FormerEmails, former => former.Format());
        }

        if (user.UntrustedTokens.Length > 0)
        {
            row[nameof(User.UntrustedTokens)] = Join(user.UntrustedTokens, id => id.ToString(CultureInfo.InvariantCulture));
        }

        if (user.Links.Length > 0)
        {
            row[nameof(User.Links)] = Join(user.Links, link => link.ToString());
        }

        if (user.KnownDevices.Length > 0)
        {
            row[nameof(User.KnownDevices)] = Join(user.KnownDevices, mark => mark);
        }

        AddSecondFactors(row, user);
        AddIfPresent(row, nameof(User.Email), user.Email);
        AddIfPresent(row, nameof(User.PendingEmail), user.PendingEmail);
        AddIfPresent(row, nameof(User.FullName), user.FullName == user.Name ? null : user.FullName);
        AddIfPresent(row, nameof(User.Picture), user.Picture);
        AddIfPresent(row, nameof(User.PhoneNumber), user.PhoneNumber);
        AddIfPresent(row, nameof(User.TelegramName), user.TelegramName);
        AddIfPresent(row, nameof(User.PasswordHash), user.PasswordHash);
        return row;
    }

    public static User ToUser(this TableEntity row) => new()
    {
        Id = long.Parse(row.PartitionKey, CultureInfo.InvariantCulture),
        Pseudonym = row.GetInt64(nameof(User.Pseudonym)) ?? Pseudonym.Nobody,
        Name = row.GetString(nameof(User.Name)),
        Email = row.GetString(nameof(User.Email)),
        EmailConfirmed = row.GetBoolean(nameof(User.EmailConfirmed)) ?? false,
        PendingEmail = row.GetString(nameof(User.PendingEmail)),
        FormerEmails = Split(row.GetString(nameof(User.FormerEmails)), FormerEmail.Parse),
        UntrustedTokens = Split(row.GetString(nameof(User.UntrustedTokens)), text => long.Parse(text, CultureInfo.InvariantCulture)),
        TelegramName = row.GetString(nameof(User.TelegramName)),
        FullName = row.GetString(nameof(User.FullName)),
        Picture = row.GetString(nameof(User.Picture)),
        PhoneNumber = row.GetString(nameof(User.PhoneNumber)),
        Links = Split(row.GetString(nameof(User.Links)), Link.Parse),
        IsTemporary = row.GetBoolean(nameof(User.IsTemporary)) ?? false,
        PasswordHash = row.GetString(nameof(User.PasswordHash)),
        Enabled = row.GetBoolean(nameof(User.Enabled)) ?? false,
        IsErasing = row.GetBoolean(nameof(User.IsErasing)) ?? false,
        Created = row.GetDateTimeOffset(nameof(User.Created)) ?? default,
        Permissions = ParsePermissions(row.GetString(nameof(User.Permissions))),
        Sessions = Split(row.GetString(nameof(User.Sessions)), ParseSession),
        Tokens = Split(row.GetString(nameof(User.Tokens)), text => long.Parse(text, CultureInfo.InvariantCulture)),
        Actions = Split(row.GetString(nameof(User.Actions)), ParseAction),
        HandledMail = Split(row.GetString(nameof(User.HandledMail)), text => long.Parse(text, CultureInfo.InvariantCulture)),
        Devices = Split(row.GetString(nameof(User.Devices)), text => text),
        KnownDevices = Split(row.GetString(nameof(User.KnownDevices)), text => text),
        HasTotp = row.GetBoolean(nameof(User.HasTotp)) ?? false,
        Passkeys = Split(row.GetString(nameof(User.Passkeys)), text => long.Parse(text, CultureInfo.InvariantCulture)),
        RecoveryCodes = row.GetInt32(nameof(User.RecoveryCodes)) ?? 0,
        Tickets = Split(row.GetString(nameof(User.Tickets)), ParseTicket),
        Listed = row.GetInt64(nameof(User.Listed)) ?? 0,
        Updated = row.Timestamp ?? default,
        ETag = row.ETag,
    };

    /// <summary>Formats permission overrides as text: names separated by commas, with a minus sign before denied permissions.</summary>
    public static string FormatPermissions(IReadOnlyDictionary<string, bool> permissions) =>
        string.Join(',', permissions.Select(permission => (permission.Value ? "" : "-") + permission.Key));

    /// <summary>Parses the text that <see cref="FormatPermissions"/> returns.</summary>
    public static ImmutableSortedDictionary<string, bool> ParsePermissions(string? text) => string.IsNullOrEmpty(text)
        ? ImmutableSortedDictionary<string, bool>.Empty
        : text.Split(',').ToImmutableSortedDictionary(name => name.TrimStart('-'), name => name[0] != '-', StringComparer.Ordinal);

    private static void AddSecondFactors(TableEntity row, User user)
    {
        if (user.HasTotp)
        {
            row[nameof(User.HasTotp)] = true;
        }

        if (user.Passkeys.Length > 0)
        {
            row[nameof(User.Passkeys)] = Join(user.Passkeys, id => id.ToString(CultureInfo.InvariantCulture));
        }

        if (user.RecoveryCodes > 0)
        {
            row[nameof(User.RecoveryCodes)] = user.RecoveryCodes;
        }

        if (user.Tickets.Length > 0)
        {
            row[nameof(User.Tickets)] = Join(user.Tickets, ticket => $"{ticket.Id}:{ticket.Expires.ToUnixTimeSeconds()}");
        }
    }

    private static TicketReference ParseTicket(string text)
    {
        var (id, expires) = SplitPair(text);
        return new(long.Parse(id, CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)));
    }

    private static SessionReference ParseSession(string text)
    {
        var numbers = text.Split(':').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], DateTimeOffset.FromUnixTimeSeconds(numbers[1]), numbers.Length > 2 ? numbers[2] : 0, numbers.Length > 3);
    }

    private static ActionReference ParseAction(string text)
    {
        var (id, purpose) = SplitPair(text);
        return new(long.Parse(id, CultureInfo.InvariantCulture), Enum.Parse<ActionPurpose>(purpose));
    }

    private static (string First, string Second) SplitPair(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return (text[..colon], text[(colon + 1)..]);
    }

    private static string Join<T>(ImmutableArray<T> items, Func<T, string> format) => string.Join(',', items.Select(format));

    private static ImmutableArray<T> Split<T>(string? text, Func<string, T> parse) =>
        string.IsNullOrEmpty(text) ? [] : [.. text.Split(',').Select(parse)];

    private static void AddIfPresent(TableEntity row, string column, string? value)
    {
        // Absent, not null: rows are replaced as a whole, so a column that is not written is removed.
        if (value is not null)
        {
            row[column] = value;
        }
    }
}
