namespace Serverless.Api.Rpc.Profile;

/// <summary>The data of methods that set a password, which can be a generated one.</summary>
/// <param name="Password">The password in plain text. It is never returned again.</param>
public sealed record NewPassword(string Password);
