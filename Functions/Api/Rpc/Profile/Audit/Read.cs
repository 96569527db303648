using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Profile.Audit;

/// <summary>
/// Lists the events of the audit log about the caller, newest first. Of events that another user caused, the IP address and the device are left out.
/// </summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(AuditPage))]
public sealed class Read(ReadOwnEvents readOwnEvents) : RpcMethod<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">The filters and the range.</param>
    public sealed record Arguments(Query? Options);

    /// <summary>The filters and the range.</summary>
    /// <param name="Where">The filters. An event must match all of them.</param>
    /// <param name="Limit">The maximum number of events, 1 to 1,000. The default is 100.</param>
    /// <param name="Continuation">The continuation of an earlier response with the same filters.</param>
    [Strict]
    public sealed record Query(Filters? Where, int? Limit, string? Continuation);

    /// <summary>The filters.</summary>
    /// <param name="Event">The name of the events.</param>
    /// <param name="From">The time of the earliest events.</param>
    /// <param name="To">The time before which the events happened.</param>
    [Strict]
    public sealed record Filters(string? Event, string? From, string? To);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-audit-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/audit/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (where, limit, continuation) = parameters.Options ?? new(null, null, null);
        if (AuditParameters.Refuse(where?.Event, where?.From, where?.To, limit, continuation) is { } refused)
        {
            return refused;
        }

        var self = new AuditedUser(call.Caller.Pseudonym, call.Caller.UserId);
        var filter = AuditParameters.Filter(where?.Event, where?.From, where?.To) with { Subject = self };
        var (page, users) = await readOwnEvents.Run(filter, limit ?? AuditParameters.DefaultLimit, continuation, cancellation);
        return Result.Of(new AuditPage([.. page.Events.Select(one => AuditEntry.Of(one, users))], page.Next));
    }
}
