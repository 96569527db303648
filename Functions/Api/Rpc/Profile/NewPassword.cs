namespace Serverless.Api.Rpc.Profile;

/// <summary>The answer of methods that set a password and may have made it up.</summary>
/// <param name="Password">The password, in clear: this is the only time it can be seen.</param>
public sealed record NewPassword(string Password);
