using System.Buffers;
using System.Globalization;
using Serverless.Domain.Failures;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Provides the rule for user names of the RPC family (rpc.md 5.1): 3 to 32 letters, digits, <c>_ @ . -</c>, stored in lower case. A name must not
/// be a number or look like a UUID.
/// </summary>
public static class UserName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_@.-");

    /// <summary>Returns the form in which names are stored and compared. A name with <c>@</c> is normalised as an email address.</summary>
    public static string Normalize(string name) => name.Contains('@', StringComparison.Ordinal) ? EmailAddress.Normalize(name) : name.ToLowerInvariant();

    /// <summary>Returns why a normalised name cannot be a user name; null if it can.</summary>
    public static Refusal? Refuse(string name)
    {
        if (name.Length is < 3 or > 32)
        {
            return new Refusal(Reason.UserNameLength, "User name length must be between 3 and 32 characters");
        }

        if (name.AsSpan().ContainsAnyExcept(Allowed))
        {
            return new Refusal(Reason.UserNameCharacters, """User name must contain letters, digits, "_", "@", ".", "-" characters only""");
        }

        if (IsNumber(name))
        {
            return new Refusal(Reason.UserNameAmbiguous, "User name should not be a number");
        }

        return Guid.TryParse(name, out _) ? new Refusal(Reason.UserNameAmbiguous, "User name should not look like UUID") : null;
    }

    /// <summary>Returns whether a name could be mistaken for an id. No family allows such names, because one parameter accepts an id or a name.</summary>
    public static bool IsAmbiguous(string name) => IsNumber(name) || Guid.TryParse(name, out _);

    // Includes everything that a program could parse as a number, such as 1e5 and -7.
    private static bool IsNumber(string name) => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
