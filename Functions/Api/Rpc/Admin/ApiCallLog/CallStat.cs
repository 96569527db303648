using System.Text.Json.Serialization;
using Serverless.Domain.CallLog;

namespace Serverless.Api.Rpc.Admin.ApiCallLog;

/// <summary>The statistics of a method (rpc.md 3.1).</summary>
/// <param name="Id">The method.</param>
/// <param name="LastUpdated">The time when the statistics were computed.</param>
/// <param name="Load">Calls by start, ascending; null in a span without any.</param>
/// <param name="Requests">Calls by end, ascending; null in a span without any.</param>
public sealed record CallStat(string Id, DateTimeOffset LastUpdated, IReadOnlyList<CallLoad> Load, IReadOnlyList<CallRequests> Requests)
{
    /// <summary>Returns the statistics in the format of the wire; null if there are none.</summary>
    internal static CallStat? Of(MethodStatistics? statistics) => statistics is null
        ? null
        : new(statistics.Method, statistics.Taken, [.. statistics.Spans.Select(CallLoad.Of)], [.. statistics.Spans.Select(CallRequests.Of)]);
}

/// <summary>The statistics of one method, with the number of calls under way.</summary>
/// <param name="Id">The method.</param>
/// <param name="LastUpdated">When the statistics were computed. Omitted if the method was never called.</param>
/// <param name="Load">Calls by start.</param>
/// <param name="Requests">Calls by end.</param>
/// <param name="ActiveRequestsLimit">The limit of calls at once. Always null: no method has such a limit.</param>
/// <param name="ActiveRequestsUserLimit">The limit of calls at once by one user. Always null: no method has such a limit.</param>
/// <param name="TotalActiveRequests">Calls running now on this instance.</param>
public sealed record MethodStat(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastUpdated,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CallLoad>? Load,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CallRequests>? Requests,
    int? ActiveRequestsLimit,
    int? ActiveRequestsUserLimit,
    int TotalActiveRequests);

/// <summary>Calls started in one span.</summary>
/// <param name="Date">The start of the span.</param>
/// <param name="TotalAccepted">Calls that no limit declined.</param>
/// <param name="TotalDeclined">Calls that a limit declined.</param>
public sealed record CallLoad(DateTimeOffset Date, long? TotalAccepted, long? TotalDeclined)
{
    internal static CallLoad Of(CallSpan span) => span.Count.Started == 0 ? new(span.Start, null, null) : new(span.Start, span.Count.Accepted, span.Count.Declined);
}

/// <summary>Calls finished in one span; those that a limit declined never ran and are not among them.</summary>
/// <param name="Date">The start of the span.</param>
/// <param name="ExceptionsPercent">The share that failed unexpectedly, 0 to 100, two decimals.</param>
/// <param name="AvgRuntime">The mean run time in seconds, two decimals.</param>
public sealed record CallRequests(DateTimeOffset Date, double? ExceptionsPercent, double? AvgRuntime)
{
    internal static CallRequests Of(CallSpan span) => span.Count.Requests == 0
        ? new(span.Start, null, null)
        : new(span.Start, Hundredths(100m * span.Count.Exceptions / span.Count.Requests), Hundredths(span.Count.Runtime / 1000m / span.Count.Requests));

    /// <summary>Rounds to two decimals; a half is rounded away from zero, as in SQL.</summary>
    private static double Hundredths(decimal number) => (double)Math.Round(number, 2, MidpointRounding.AwayFromZero);
}
