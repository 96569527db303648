using Serverless.Domain.Failures;
using Serverless.Security;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>Checks the names that users give to their passkeys.</summary>
internal static class PasskeyName
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int Longest = 100;

    /// <summary>The name of a passkey without one.</summary>
    public const string Default = "Passkey";

    /// <summary>Returns why a name is refused; null if it is accepted.</summary>
    public static Refusal? Refuse(string name) => name.Length is 0 or > Longest || HiddenText.IsIn(name)
        ? new Refusal(Reason.PasskeyNameInvalid, $"Passkey name must contain 1 to {Longest} characters, and no control characters or invisible characters")
        : null;
}
