namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks a method that an API token cannot call: what decides over the account itself (password, addresses, sessions) is done by
/// its owner, not by a program to which he gave a token.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SessionOnlyAttribute : Attribute;
