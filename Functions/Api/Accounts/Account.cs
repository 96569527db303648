using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>A user as this family shows him: the same eight members in every answer (accounts.md 2).</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Email">Email address; null if there is none, which this family itself does not bring about.</param>
/// <param name="Fullname">What people call the user.</param>
/// <param name="PrivateToken">The credential for later calls.</param>
/// <param name="CreatedAt">When the account was made.</param>
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
    /// <summary>The user to whom a session was just opened.</summary>
    public static Account Of(OpenedPrivateSession session) => Of(session.User, session.Token.Text);

    /// <summary>A user as the row of a session tells; null if the row was written before rows told everything.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="owner">What the row tells.</param>
    /// <param name="credential">The credential that the caller has.</param>
    public static Account? Of(long id, SessionOwner? owner, string credential) => owner is { Created: { } created }
        ? new(id, owner.Name, owner.Email, owner.FullName ?? owner.Name, credential, created, owner.Picture, owner.PhoneNumber)
        : null;

    /// <summary>A user.</summary>
    /// <param name="user">Who.</param>
    /// <param name="credential">The credential that the caller has.</param>
    public static Account Of(User user, string credential) =>
        new(user.Id, user.Name, user.ShownEmail, user.FullName, credential, user.Created, user.Picture, user.PhoneNumber);
}

/// <summary>What people say of themselves.</summary>
internal static class AccountDetails
{
    /// <summary>The user with the values that are given; an empty one takes what there was away.</summary>
    public static User With(this User user, string? fullName, string? avatar, string? phoneNumber) => user with
    {
        FullName = fullName is null ? user.FullName : NullIfBlank(fullName),
        Picture = avatar is null ? user.Picture : NullIfBlank(avatar),
        PhoneNumber = phoneNumber is null ? user.PhoneNumber : NullIfBlank(phoneNumber),
    };

    private static string? NullIfBlank(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
