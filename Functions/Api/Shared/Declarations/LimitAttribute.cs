using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Declarations;

/// <summary>Declares the rate limit of a method for each caller, across all instances. <see cref="RateLimitOptions"/> contains the numbers.</summary>
/// <param name="kind">The kind of calls counted, which several methods can share: one of <see cref="CallLimits.Kinds"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LimitAttribute(LimitKind kind) : Attribute
{
    /// <summary>Gets the kind of calls counted.</summary>
    public LimitKind Kind { get; } = kind;
}
