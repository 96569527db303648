namespace Serverless.Domain.SecondFactors;

/// <summary>Defines the names of second factors in notifications.</summary>
internal static class FactorName
{
    public const string Totp = "an authenticator app";

    public static string Passkey(string name) => $"""the passkey "{name}" """.TrimEnd();
}
