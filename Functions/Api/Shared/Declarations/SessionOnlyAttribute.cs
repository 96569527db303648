namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks a method that an API token cannot call. Changes of the account itself (password, email address, sessions) are reserved for
/// the owner; a program that holds one of the owner's tokens cannot make them.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SessionOnlyAttribute : Attribute;
