using Serverless.Domain.Users;

namespace Serverless.Domain.UserNames;

/// <summary>Specifies the kind of a unique name. Names of different kinds do not collide.</summary>
public enum NameKind
{
    /// <summary>A user name or an email address. They share one kind, because both can sign in, and no name may be another user's email address.</summary>
    Login,

    /// <summary>A Telegram user name.</summary>
    Telegram,

    /// <summary>An external account that can sign a user in, see <see cref="Domain.UserNames.Link"/>.</summary>
    Link,

    /// <summary>The record id of a session that a private token opens, see <see cref="Security.PrivateToken"/>.</summary>
    PrivateToken,
}

/// <summary>Represents a name that only one user can have.</summary>
/// <param name="Kind">The kind of the name.</param>
/// <param name="Text">The name in its stored form.</param>
public readonly record struct Name(NameKind Kind, string Text)
{
    /// <summary>Returns all unique names of a user.</summary>
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

    /// <summary>Returns the unique name for a private token's session.</summary>
    internal static Name OfPrivateToken(long recordId) => new(NameKind.PrivateToken, Storage.Key.Encode(recordId));

    /// <summary>
    /// Gets the key of the row in table Names. It is both partition key and row key, because Azurite searches by row key first. It would scan all names if
    /// their rows shared one row key.
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
