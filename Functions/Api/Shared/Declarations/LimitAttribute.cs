using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Declarations;

/// <summary>Declares how often one caller may call a method, on all instances together; <see cref="RateLimitOptions"/> says how often.</summary>
/// <param name="kind">What is counted, also when several methods do it: one of <see cref="CallLimits.Kinds"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LimitAttribute(LimitKind kind) : Attribute
{
    /// <summary>What is counted.</summary>
    public LimitKind Kind { get; } = kind;
}
