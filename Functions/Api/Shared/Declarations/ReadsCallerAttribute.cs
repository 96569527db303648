namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks an operation that always reads the caller's own user. <see cref="Steps.Authentication"/> reads the user row at the same time as the row of
/// the credential, see <see cref="Call.User"/>. This saves a caller one round trip to storage. In return, a call that is refused
/// makes one request more, so it does not fit methods that are worth flooding, such as those that hash a password.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReadsCallerAttribute : Attribute;
