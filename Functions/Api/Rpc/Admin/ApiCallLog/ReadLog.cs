using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.ApiCallLog;

/// <summary>Lists API calls, newest first, of one method or of all methods.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(LoggedCall), Page = true)]
public sealed class ReadLog(ReadCalls readCalls, FindCallers findCallers) : RpcMethod<ReadLog.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">Filter and range: <c>where.method_id</c>, <c>offset</c>, <c>limit</c>.</param>
    public sealed record Arguments([ReadOptions(Where = ["method_id ="], Required = "method_id")] ReadOptions? Options);

    /// <summary>A call.</summary>
    /// <param name="MethodId">The method.</param>
    /// <param name="UserId">The id of the user. Null for an anonymous caller, and for an erased user.</param>
    /// <param name="Started">The time when the call started.</param>
    /// <param name="Finished">The time when the call finished.</param>
    /// <param name="Runtime">The run time in milliseconds.</param>
    /// <param name="IsError">Whether the status is not 2xx.</param>
    /// <param name="IsException">Whether the failure was unexpected.</param>
    /// <param name="Status">The status of the response.</param>
    /// <param name="StatusText">The text of the status.</param>
    public sealed record LoggedCall(
        string MethodId, string? UserId, DateTimeOffset Started, DateTimeOffset Finished, int Runtime, bool IsError, bool IsException, int Status, string StatusText);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-api-call-log-read-log")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/api-call-log/read-log")] HttpRequest request) => Answer<ReadLog>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var options = parameters.Options ?? ReadOptions.All(100);
        // A filter without a text matches nothing, because no method has an empty id.
        var method = options.Filter("method_id") is { } filter ? Wire.Text(filter.Value) ?? "" : null;
        var (calls, total) = await readCalls.Run(method, options.Offset, options.Limit, cancellation);
        var callers = await findCallers.Run(calls, cancellation);
        return Result.Page(calls.Zip(callers, ToRow).ToArray(), total);
    }

    private static LoggedCall ToRow(CallRecord call, long? caller) => new(
        call.MethodId,
        caller?.ToWire(),
        DateTimeOffset.FromUnixTimeMilliseconds(call.Started),
        DateTimeOffset.FromUnixTimeMilliseconds(call.Finished),
        call.Runtime,
        call.IsError,
        call.IsException,
        call.Status,
        call.StatusText);
}
