using System.Buffers;
using System.Globalization;
using Serverless.Domain.Failures;

namespace Serverless.Domain.UserNames;

/// <summary>The rule for user names of the RPC family (rpc.md 5.1): 3 to 32 letters, digits, <c>_ @ . -</c>, stored in lower case, not a number, not like a UUID.</summary>
public static class UserName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_@.-");

    /// <summary>Returns the form in which names are stored and compared. A name with <c>@</c> is an address and has the form of one.</summary>
    public static string Normalize(string name) => name.Contains('@', StringComparison.Ordinal) ? EmailAddress.Normalize(name) : name.ToLowerInvariant();

    /// <summary>Why a normalised name cannot be a user name; null if it can.</summary>
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

    /// <summary>Whether a name could be taken for an id, which no family allows: methods take an id or a name in the same place.</summary>
    public static bool IsAmbiguous(string name) => IsNumber(name) || Guid.TryParse(name, out _);

    // Everything that a program could read as a number, 1e5 and -7 too.
    private static bool IsNumber(string name) => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
