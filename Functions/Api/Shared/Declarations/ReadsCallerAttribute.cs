namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks an operation that always reads the caller's own user. <see cref="Steps.Authentication"/> reads the user row at the same time as the row of
/// the credential, see <see cref="Call.User"/>. This saves a caller one round trip to storage. A call with an invalid credential makes one request more.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReadsCallerAttribute : Attribute;
