using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions;

/// <summary>
/// Represents the user data in a session row. It saves a second read when clients request their own profile. The transaction that changes the user also
/// rewrites it.
/// </summary>
/// <param name="Name">The user name, see <see cref="User.Name"/>.</param>
/// <param name="Email">The email address that the user sees, see <see cref="User.ShownEmail"/>.</param>
/// <param name="EmailConfirmed">Whether that email address is confirmed, see <see cref="User.ShownEmailConfirmed"/>.</param>
/// <param name="TelegramName">The Telegram user name, see <see cref="User.TelegramName"/>.</param>
/// <param name="Created">The creation time of the account, see <see cref="User.Created"/>; null in rows that predate this value and the following ones.</param>
/// <param name="FullName">The full name, see <see cref="User.FullName"/>; null if it is the user name.</param>
/// <param name="Picture">The picture, see <see cref="User.Picture"/>.</param>
/// <param name="PhoneNumber">The telephone number, see <see cref="User.PhoneNumber"/>.</param>
/// <param name="HasSecondFactor">Whether the user has a second factor, see <see cref="User.HasSecondFactor"/>.</param>
/// <param name="Locale">The language of emails, see <see cref="User.Locale"/>.</param>
public sealed record SessionOwner(
    string Name, string? Email, bool EmailConfirmed, string? TelegramName, DateTimeOffset? Created = null, string? FullName = null, string? Picture = null, string? PhoneNumber = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool HasSecondFactor = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Locale = null)
{
    /// <summary>Returns the data of a user.</summary>
    public static SessionOwner Of(User user) => new(
        user.Name, user.ShownEmail, user.ShownEmailConfirmed, user.TelegramName, user.Created, user.FullName == user.Name ? null : user.FullName, user.Picture, user.PhoneNumber, user.HasSecondFactor, user.Locale);

    /// <summary>Returns the data in a session row; null if there is no session, or it has none yet.</summary>
    public static SessionOwner? Of(SessionRow? session) => Parse(session?.Owner);

    /// <summary>Returns the text for the row. It is one column, which a merge replaces as a whole.</summary>
    internal string Format() => JsonSerializer.Serialize(this, SessionOwnerJson.Default.SessionOwner);

    /// <summary>
    /// Parses the text that <see cref="Format"/> returns; null if the row has none yet. Each call with a session can need this. The serializer would
    /// compile 200 methods, so the first call of an instance takes 30 ms less. A <see cref="JsonDocument"/> makes a
    /// cached call a fifth slower.
    /// </summary>
    private static SessionOwner? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string? name = null, email = null, telegramName = null, fullName = null, picture = null, phoneNumber = null, locale = null;
        DateTimeOffset? created = null;
        var (emailConfirmed, hasSecondFactor) = (false, false);
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue; // the braces
            }

            var property = json.GetString();
            json.Read();
            switch (property)
            {
                case nameof(Name): name = json.GetString(); break;
                case nameof(Email): email = json.GetString(); break;
                case nameof(EmailConfirmed): emailConfirmed = json.GetBoolean(); break;
                case nameof(TelegramName): telegramName = json.GetString(); break;
                case nameof(Created): created = json.TokenType == JsonTokenType.Null ? null : json.GetDateTimeOffset(); break;
                case nameof(FullName): fullName = json.GetString(); break;
                case nameof(Picture): picture = json.GetString(); break;
                case nameof(PhoneNumber): phoneNumber = json.GetString(); break;
                case nameof(HasSecondFactor): hasSecondFactor = json.GetBoolean(); break;
                case nameof(Locale): locale = json.GetString(); break;
                default: json.Skip(); break; // a newer version's
            }
        }

        return new(name!, email, emailConfirmed, telegramName, created, fullName, picture, phoneNumber, hasSecondFactor, locale);
    }
}

/// <summary>Serialises <see cref="SessionOwner"/> to JSON.</summary>
[JsonSerializable(typeof(SessionOwner))]
internal sealed partial class SessionOwnerJson : JsonSerializerContext;
