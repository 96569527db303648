namespace Serverless.Operator.Demo;

/// <summary>A clock for code that stores the current time, so that it stores a time in the past.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    /// <summary>Gets or sets the time.</summary>
    public DateTimeOffset Now { get; set; } = now;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;
}
