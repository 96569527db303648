using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.ApiCallLog;

/// <summary>
/// Lists API calls, newest first, optionally of a method, status, user or time. Filters other than the method search the log: a response can have fewer calls
/// than the limit, says how far the search came, and has a continuation.
/// </summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(LoggedCall), Page = true, Searches = true)]
public sealed class ReadLog(ReadCalls readCalls, SearchCalls searchCalls, FindCallers findCallers, AccountStore accounts) : RpcMethod<ReadLog.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">
    /// Filters and range. <c>where.status</c> is an HTTP status such as <c>404</c>, a class such as <c>4xx</c>, or a code of the RPC family such as <c>-32801</c>.
    /// <c>where.user_id</c> is the id of a user. <c>where.from</c> and <c>where.to</c> are times: calls that started at <c>from</c> or later, and before <c>to</c>. A
    /// search has a <c>continuation</c> instead of an <c>offset</c>.
    /// </param>
    public sealed record Arguments(
        [ReadOptions(Where = ["method_id =", "status = !=", "user_id =", "from =", "to ="], RequiresFilter = true, HasContinuation = true)] ReadOptions? Options);

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
        if (CallSearch.IsWanted(options))
        {
            return CallSearch.Refuse(options) ?? await Search(options, method, cancellation);
        }

        var (calls, total) = await readCalls.Run(method, options.Offset, options.Limit, cancellation);
        var callers = await findCallers.Run(calls, cancellation);
        return Result.Page(calls.Zip(callers, ToRow).ToArray(), total);
    }

    private async Task<Result> Search(ReadOptions options, string? method, CancellationToken cancellation)
    {
        var (filter, user, after) = CallSearch.Of(options, method);
        var caller = user is { } id ? await accounts.Read(id, cancellation) : null;
        var found = user is not null && caller is null
            ? searchCalls.Nothing(filter) // no user has this id
            : await searchCalls.Run(filter with { Caller = caller }, options.Limit, after, cancellation);
        var callers = await findCallers.Run(found.Calls, cancellation);
        return Result.Found(found.Calls.Zip(callers, ToRow).ToArray(), new(found.Next?.ToString(), found.SearchedFrom));
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
