using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.ApiCallLog;

/// <summary>Reads the statistics of a method for all days that are kept, in steps of ten minutes.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(CallStat), IsOptional = true)]
public sealed class ReadHistoryStat(CallStatistics statistics) : RpcMethod<ReadHistoryStat.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="MethodId">The method.</param>
    public sealed record Arguments(string MethodId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-api-call-log-read-history-stat")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/api-call-log/read-history-stat")] HttpRequest request) => Answer<ReadHistoryStat>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        Result.Of(CallStat.Of(await statistics.History(parameters.MethodId, cancellation)));
}
