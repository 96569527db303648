using Azure.Data.Tables;
using Serverless.Domain.Users;

namespace Serverless.Domain.UserNames;

/// <summary>What a reserved name is for. Names of different kinds do not collide.</summary>
public enum NameKind
{
    /// <summary>A user name or an email address: one space, because both sign in, and no name may be another user's address.</summary>
    Login,

    /// <summary>A Telegram user name.</summary>
    Telegram,

    /// <summary>An account elsewhere that signs a user in, see <see cref="Domain.UserNames.Link"/>.</summary>
    Link,

    /// <summary>The record id of a session that a private token opens, see <see cref="Security.PrivateToken"/>.</summary>
    PrivateToken,
}

/// <summary>Something that only one user can carry.</summary>
/// <param name="Kind">Its space.</param>
/// <param name="Text">In the form in which it is stored.</param>
public readonly record struct Name(NameKind Kind, string Text)
{
    /// <summary>Everything that a user carries and nobody else may.</summary>
    internal static IEnumerable<Name> Of(User user)
    {
        yield return new(NameKind.Login, user.Name);
        if (user.Email is { } email && email != user.Name)
        {
            yield return new(NameKind.Login, email);
        }

        if (user.PendingEmail is { } pending)
        {
            yield return new(NameKind.Login, pending);
        }

        if (user.TelegramName is { } telegram)
        {
            yield return new(NameKind.Telegram, telegram);
        }

        foreach (var link in user.Links)
        {
            yield return new(NameKind.Link, link.ToString());
        }

        foreach (var session in user.Sessions.Where(session => session.IsPrivateToken))
        {
            yield return OfPrivateToken(session.Id);
        }
    }

    /// <summary>The name of a private token's session.</summary>
    internal static Name OfPrivateToken(long recordId) => new(NameKind.PrivateToken, Storage.Key.Encode(recordId));

    /// <summary>
    /// Where its row is in table Names: partition and row key alike, because Azurite finds a row by its row key first, and would go through all
    /// names if their rows had the same.
    /// </summary>
    internal string Key => Kind switch
    {
        NameKind.Login => "login;",
        NameKind.Telegram => "telegram;",
        NameKind.Link => "link;",
        NameKind.PrivateToken => "private;",
        _ => throw new InvalidOperationException($"Names of kind {Kind} have no rows."),
    } + Storage.Key.Encode(Text);
}

/// <summary>A row of table Names.</summary>
internal static class NameRow
{
    public const string Owner = "UserId";
    public const string PendingUntil = "PendingUntil";

    public static TableEntity Of(Name name, long userId) => new(name.Key, name.Key) { [Owner] = userId };
}
