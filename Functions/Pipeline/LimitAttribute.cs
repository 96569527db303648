using Serverless.Limits;

namespace Serverless.Pipeline;

/// <summary>Says that a method may be called so often from one client address, by all instances together; see <see cref="RateLimitOptions"/> for how often.</summary>
/// <param name="kind">What is counted, also when several methods do it: one that counts by address.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LimitAttribute(LimitKind kind) : Attribute
{
    /// <summary>What is counted.</summary>
    public LimitKind Kind { get; } = kind;
}
