namespace Serverless.Security;

/// <summary>The outcome of <see cref="PasswordHashing.Verify"/>.</summary>
/// <param name="Ok">The password is the right one.</param>
/// <param name="Upgraded">A new encoded text to store in place of the old one, whose parameters are out of date; else null.</param>
public readonly record struct PasswordCheck(bool Ok, string? Upgraded);
