using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Domain.Users;

namespace Serverless.Domain.Sessions;

/// <summary>
/// What a session's row says of its user, so that clients that ask who they are cost no second read. Rewritten in the transaction that
/// changes the user.
/// </summary>
/// <param name="Name">See <see cref="User.Name"/>.</param>
/// <param name="Email">See <see cref="User.ShownEmail"/>.</param>
/// <param name="EmailConfirmed">See <see cref="User.ShownEmailConfirmed"/>.</param>
/// <param name="TelegramName">See <see cref="User.TelegramName"/>.</param>
/// <param name="Created">See <see cref="User.Created"/>; null in rows that were written before rows told it and what follows.</param>
/// <param name="FullName">See <see cref="User.FullName"/>; null if it is the user name.</param>
/// <param name="Picture">See <see cref="User.Picture"/>.</param>
/// <param name="PhoneNumber">See <see cref="User.PhoneNumber"/>.</param>
public sealed record SessionOwner(
    string Name, string? Email, bool EmailConfirmed, string? TelegramName, DateTimeOffset? Created = null, string? FullName = null, string? Picture = null, string? PhoneNumber = null)
{
    /// <summary>What there is to say of a user.</summary>
    public static SessionOwner Of(User user) => new(
        user.Name, user.ShownEmail, user.ShownEmailConfirmed, user.TelegramName, user.Created, user.FullName == user.Name ? null : user.FullName, user.Picture, user.PhoneNumber);

    /// <summary>As it is written to the row: one column, which a merge replaces whole.</summary>
    internal string Format() => JsonSerializer.Serialize(this, SessionOwnerJson.Default.SessionOwner);

    /// <summary>Reads what <see cref="Format"/> wrote; null if nothing was written yet.</summary>
    internal static SessionOwner? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize(text, SessionOwnerJson.Default.SessionOwner);
}

/// <summary>How <see cref="SessionOwner"/> is written.</summary>
[JsonSerializable(typeof(SessionOwner))]
internal sealed partial class SessionOwnerJson : JsonSerializerContext;
