using System.Collections.Immutable;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users.Index;

/// <summary>Represents a user in lists. The index stores it, so that a page of a list needs no read for each user.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user name.</param>
/// <param name="Email">The email address, or null.</param>
/// <param name="EmailConfirmed">Whether the email address is confirmed.</param>
/// <param name="TelegramName">The Telegram user name, or null.</param>
/// <param name="Enabled">Whether the user is enabled.</param>
/// <param name="Created">The time when the account was created.</param>
/// <param name="Permissions">The permission overrides, in the form of the user row.</param>
/// <param name="Pseudonym">The number that identifies the user in the call log. Lists do not show it.</param>
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
    /// <summary>Gets the permission overrides of the user.</summary>
    public ImmutableSortedDictionary<string, bool> PermissionMap => PermissionColumn.Parse(Permissions);

    /// <summary>Returns the listing of any user.</summary>
    public static UserListing Of(User user) =>
        new(user.Id, user.Name, user.ShownEmail, user.ShownEmailConfirmed, user.TelegramName, user.Enabled, user.Created.ToUniversalTime(), PermissionColumn.Format(user.Permissions), user.Pseudonym);

    /// <summary>Returns the listing of a user for the index. Null for root, who is not in lists, and for a user who is being erased.</summary>
    internal static UserListing? ForIndex(User? user) => user is null or { IsRoot: true } or { IsErasing: true } ? null : Of(user);

    /// <summary>Returns whether the name, email address or Telegram name contains a text in lower case.</summary>
    public bool Contains(string text) =>
        Name.Contains(text, StringComparison.Ordinal)
        || Email?.Contains(text, StringComparison.Ordinal) == true
        || TelegramName?.Contains(text, StringComparison.Ordinal) == true;
}
