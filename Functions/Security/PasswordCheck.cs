namespace Serverless.Security;

/// <summary>The outcome of <see cref="PasswordHashing.Verify"/>.</summary>
/// <param name="Ok">Whether the password is correct.</param>
/// <param name="Upgraded">A new encoded text to store in place of the old one, whose parameters are outdated; otherwise null.</param>
public readonly record struct PasswordCheck(bool Ok, string? Upgraded);
