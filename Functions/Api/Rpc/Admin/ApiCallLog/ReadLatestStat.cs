using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.ApiCallLog;

/// <summary>Reads the statistics of the last hour by minute, of one method or of all methods.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(MethodStat[]), Or = typeof(CallStat), IsOptional = true)]
public sealed class ReadLatestStat(CallStatistics statistics, ActiveCalls active) : RpcMethod<ReadLatestStat.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="MethodId">The method. Omitted or null for all methods.</param>
    public sealed record Arguments(string? MethodId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-api-call-log-read-latest-stat")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/api-call-log/read-latest-stat")] HttpRequest request) => Answer<ReadLatestStat>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (parameters.MethodId is { } method)
        {
            return Result.Of(CallStat.Of(await statistics.Latest(method, cancellation)));
        }

        var stats = await statistics.Latest(cancellation);
        return Result.Of(statistics.Methods.Select(method => ToRow(method, CallStat.Of(stats.GetValueOrDefault(method)))).ToArray());
    }

    private MethodStat ToRow(string method, CallStat? stat) => new(method, stat?.LastUpdated, stat?.Load, stat?.Requests, null, null, active.Of(method));
}
