namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks an operation that changes nothing when it is called by GET. In the RPC family, GET calls have no parameters. An operation without
/// this attribute counts as a write: it never accepts HEAD, and accepts GET only if it has no parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReadsAttribute : Attribute;
