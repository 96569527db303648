using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.Statistics;

/// <summary>
/// Reads the number of calls, failures and run times, of one method or of all methods together: of the last hour by minute, or of up to 30 days by ten minutes.
/// </summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Calls))]
public sealed class ReadCalls(CallTotals totals) : RpcMethod<ReadCalls.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">The period and the method.</param>
    public sealed record Arguments(Query? Options);

    /// <summary>The period and the method.</summary>
    /// <param name="Days">The number of days, 1 to 30, the last of which ends now. Omitted or null for the last hour.</param>
    /// <param name="MethodId">The method. Omitted or null for all methods.</param>
    [Strict]
    public sealed record Query(int? Days, string? MethodId);

    /// <summary>The calls of equal spans of time. Lists have one number for each span, the oldest first.</summary>
    /// <param name="LastUpdated">The time when the calls were counted.</param>
    /// <param name="Start">The start of the first span.</param>
    /// <param name="Step">The length of a span in seconds.</param>
    /// <param name="Total">The number of calls that started in each span.</param>
    /// <param name="Failed">The number of calls that started in each span and ended with another status than 2xx.</param>
    /// <param name="Exceptions">The number of calls that failed unexpectedly.</param>
    /// <param name="AvgRuntime">The mean run time in milliseconds of the calls that finished in each span; null if none did.</param>
    /// <param name="Methods">The sums of each method that was called, most calls first.</param>
    public sealed record Calls(
        DateTimeOffset LastUpdated,
        DateTimeOffset Start,
        int Step,
        IReadOnlyList<long> Total,
        IReadOnlyList<long> Failed,
        IReadOnlyList<long> Exceptions,
        IReadOnlyList<double?> AvgRuntime,
        IReadOnlyList<CallsOfMethod> Methods);

    /// <summary>The sums of a method.</summary>
    /// <param name="Id">The method.</param>
    /// <param name="Total">The number of calls.</param>
    /// <param name="Failed">The number of calls with another status than 2xx.</param>
    /// <param name="Exceptions">The number of calls that failed unexpectedly.</param>
    /// <param name="AvgRuntime">The mean run time in milliseconds; null if no call finished.</param>
    public sealed record CallsOfMethod(string Id, long Total, long Failed, long Exceptions, double? AvgRuntime);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-statistics-read-calls")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/statistics/read-calls")] HttpRequest request) => Answer<ReadCalls>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (days, method) = parameters.Options ?? new(null, null);
        return days is < 1 or > CallTotals.MostDays
            ? Result.InvalidParameter("options.days", ParameterReason.InvalidValue, "Must be an integer from 1 to 30.")
            : Result.Of(Describe(days is { } some ? await totals.OfDays(method, some, cancellation) : await totals.OfHour(method, cancellation)));
    }

    private static Calls Describe(TotalCalls totals) => new(
        totals.Taken,
        totals.Start,
        (int)totals.Step.TotalSeconds,
        [.. totals.Counts.Select(count => count.Started)],
        totals.Failed,
        [.. totals.Counts.Select(count => count.Exceptions)],
        [.. totals.Counts.Select(Mean)],
        [.. totals.Methods.Select(one => new CallsOfMethod(one.Method, one.Count.Started, one.Failed, one.Count.Exceptions, Mean(one.Count)))]);

    private static double? Mean(CallCount count) => count.Requests == 0 ? null : Math.Round((double)count.Runtime / count.Requests, 1);
}
