using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>A user in the format of the account family: eight members in every response (accounts.md 2).</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Email">The email address; null if there is none, which cannot result from endpoints of this family.</param>
/// <param name="Fullname">The display name.</param>
/// <param name="PrivateToken">The credential for later calls.</param>
/// <param name="CreatedAt">The time when the account was created.</param>
/// <param name="Avatar">A picture: any text, or null.</param>
/// <param name="PhoneNumber">A telephone number: any text, or null.</param>
public sealed record Account(
    long Id,
    string Username,
    string? Email,
    string Fullname,
    string PrivateToken,
    DateTimeOffset CreatedAt,
    string? Avatar,
    string? PhoneNumber)
{
    /// <summary>Returns the user of a session that was just created.</summary>
    public static Account Of(OpenedPrivateSession session) => Of(session.User, session.Token.Text);

    /// <summary>Returns the user of a session from its row; null if an older version wrote the row, without all members.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="owner">The user's data in the row.</param>
    /// <param name="credential">The caller's credential.</param>
    public static Account? Of(long id, SessionOwner? owner, string credential) => owner is { Created: { } created }
        ? new(id, owner.Name, owner.Email, owner.FullName ?? owner.Name, credential, created, owner.Picture, owner.PhoneNumber)
        : null;

    /// <summary>Returns a user in the format of the account family.</summary>
    /// <param name="user">The user.</param>
    /// <param name="credential">The caller's credential.</param>
    public static Account Of(User user, string credential) =>
        new(user.Id, user.Name, user.ShownEmail, user.FullName, credential, user.Created, user.Picture, user.PhoneNumber);
}

/// <summary>Changes the details that users give about themselves.</summary>
internal static class AccountDetails
{
    /// <summary>Returns the user with the given values. An empty value removes the existing one.</summary>
    public static User With(this User user, string? fullName, string? avatar, string? phoneNumber) => user with
    {
        FullName = fullName is null ? user.FullName : NullIfBlank(fullName),
        Picture = avatar is null ? user.Picture : NullIfBlank(avatar),
        PhoneNumber = phoneNumber is null ? user.PhoneNumber : NullIfBlank(phoneNumber),
    };

    private static string? NullIfBlank(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
