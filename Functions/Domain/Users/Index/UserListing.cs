using System.Collections.Immutable;

namespace Serverless.Domain.Users.Index;

/// <summary>What lists show of a user; stored in the index, so that a page of a list needs no read for each user.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">User name.</param>
/// <param name="Email">Email address, or null.</param>
/// <param name="EmailConfirmed">Whether the address is confirmed.</param>
/// <param name="TelegramName">Telegram user name, or null.</param>
/// <param name="Enabled">Whether the user is enabled.</param>
/// <param name="Created">When the account was made.</param>
/// <param name="Permissions">What was said of his permissions, in the form of the user row.</param>
/// <param name="Pseudonym">The number that stands for the user in the call log. No list shows it.</param>
public sealed record UserListing(
    long Id,
    string Name,
    string? Email,
    bool EmailConfirmed,
    string? TelegramName,
    bool Enabled,
    DateTimeOffset Created,
    string Permissions,
    long Pseudonym)
{
    /// <summary>What was said of the user's permissions.</summary>
    public ImmutableSortedDictionary<string, bool> PermissionMap => UserRow.ParsePermissions(Permissions);

    /// <summary>The listing of any user.</summary>
    public static UserListing Of(User user) =>
        new(user.Id, user.Name, user.ShownEmail, user.ShownEmailConfirmed, user.TelegramName, user.Enabled, user.Created.ToUniversalTime(), UserRow.FormatPermissions(user.Permissions), user.Pseudonym);

    /// <summary>What the index has to say of a user: nothing of root, whom lists leave out, and of who is being erased.</summary>
    internal static UserListing? ForIndex(User? user) => user is null or { IsRoot: true } or { IsErasing: true } ? null : Of(user);

    /// <summary>Whether name, address or Telegram name contain a text in lower case.</summary>
    public bool Contains(string text) =>
        Name.Contains(text, StringComparison.Ordinal)
        || Email?.Contains(text, StringComparison.Ordinal) == true
        || TelegramName?.Contains(text, StringComparison.Ordinal) == true;
}
