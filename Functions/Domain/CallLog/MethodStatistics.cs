namespace Serverless.Domain.CallLog;

/// <summary>The statistics of one method or endpoint.</summary>
/// <param name="Method">The id of the method or endpoint.</param>
/// <param name="Taken">When the statistics were computed.</param>
/// <param name="Spans">The counts of equal spans of time, the oldest first.</param>
public sealed record MethodStatistics(string Method, DateTimeOffset Taken, IReadOnlyList<CallSpan> Spans);

/// <summary>The calls of one span of time.</summary>
/// <param name="Start">When the span begins.</param>
/// <param name="Count">The counts; all zero where there was no call.</param>
public readonly record struct CallSpan(DateTimeOffset Start, CallCount Count);
