using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>A user, as administrators see them.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Permissions">The permission overrides of the user.</param>
/// <param name="Created">The time when the account was created.</param>
/// <param name="Name">User name.</param>
/// <param name="Enabled">Whether the user is enabled.</param>
/// <param name="Email">Email address, or null.</param>
/// <param name="EmailConfirmed">Whether the email address is confirmed.</param>
/// <param name="Gravatar">The Gravatar hash of the email address, or null.</param>
/// <param name="TelegramName">Telegram user name, or null.</param>
/// <param name="Avatar">The URL of a picture.</param>
public sealed record UserRecord(
    string Id,
    IReadOnlyDictionary<string, bool> Permissions,
    DateTimeOffset Created,
    string Name,
    bool Enabled,
    string? Email,
    bool EmailConfirmed,
    string? Gravatar,
    string? TelegramName,
    string Avatar)
{
    internal static UserRecord Of(UserListing user) => new(
        user.Id.ToWire(),
        user.PermissionMap,
        user.Created,
        user.Name,
        user.Enabled,
        user.Email,
        user.EmailConfirmed,
        user.Email is { } email ? User.GravatarHash(email) : null,
        user.TelegramName,
        User.AvatarOf(user.Email));
}
