namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks an operation that needs a fresh session: one in which the user proved their identity a short time ago. An API token is never fresh.
/// </summary>
/// <param name="rule">When the operation needs a fresh session.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FreshSessionAttribute(FreshSessionRule rule = FreshSessionRule.Always) : Attribute
{
    /// <summary>Gets when the operation needs a fresh session.</summary>
    public FreshSessionRule Rule { get; } = rule;
}

/// <summary>Specifies when an operation needs a fresh session.</summary>
public enum FreshSessionRule
{
    /// <summary>The operation always needs a fresh session.</summary>
    Always,

    /// <summary>The operation needs a fresh session if <see cref="Domain.Sessions.FreshSessionOptions.FreshForDocumentedMethods"/> is set.</summary>
    IfConfigured,
}
