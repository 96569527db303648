using System.Globalization;
using Serverless.Domain.Users.Index;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// Creates the users of the model: a name of nine characters, an email address of 19 to 21, later a Telegram name. The users are the same in every run.
/// </summary>
internal static class ExampleUsers
{
    private const int Letters = 9;

    private static readonly string[] Domains = ["example.com", "example.net", "example.org", "mail.example"];

    /// <summary>Returns bits that are unrelated to those of neighbouring numbers, and constant for each number.</summary>
    public static ulong Mix(long number)
    {
        var bits = (ulong)number * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 31)) * 0xBF58476D1CE4E5B9;
        return bits ^ (bits >> 29);
    }

    /// <summary>Returns the name of a user.</summary>
    public static string Name(long number)
    {
        return string.Create(Letters, Mix(number), static (name, bits) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                name[i] = (char)('a' + (bits % 26));
                bits /= 26;
            }
        });
    }

    /// <summary>Returns the email address of a user.</summary>
    public static string Email(long number) => string.Create(CultureInfo.InvariantCulture, $"{Name(number)}@{Domains[number % Domains.Length]}");

    /// <summary>Returns the Telegram name that a user sets later.</summary>
    public static string Telegram(long number) => "t" + Name(-number);

    /// <summary>Returns a number that represents the user in the call log: scattered, and constant for each user.</summary>
    public static long Pseudonym(long number) => (long)(unchecked((ulong)(number + 1) * 0x9E3779B97F4A7C15) >> 1);

    /// <summary>Returns the user's data in the index.</summary>
    public static UserListing Listing(long number) =>
        new(number, Name(number), Email(number), false, null, true, DateTimeOffset.UnixEpoch.AddSeconds(number), "", Pseudonym(number));

    /// <summary>Returns the user's data in the index after the other list change.</summary>
    public static UserListing Changed(long number) => Listing(number) with { TelegramName = Telegram(number) };
}
