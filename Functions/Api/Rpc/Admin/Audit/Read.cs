using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.Audit;

/// <summary>Lists the events of the audit log, newest first.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(AuditPage))]
public sealed class Read(ReadEvents readEvents, FindAuditedUsers findUsers) : RpcMethod<Read.Arguments>
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
    /// <param name="SubjectId">The id of the user that the events are about, or the pseudonym of an erased user.</param>
    /// <param name="ActorId">The id of the acting user, or the pseudonym of an erased user.</param>
    /// <param name="Event">The name of the events.</param>
    /// <param name="From">The time of the earliest events.</param>
    /// <param name="To">The time before which the events happened.</param>
    [Strict]
    public sealed record Filters(string? SubjectId, string? ActorId, string? Event, string? From, string? To);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-audit-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/audit/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (where, limit, continuation) = parameters.Options ?? new(null, null, null);
        if (AuditParameters.Refuse(where?.Event, where?.From, where?.To, limit, continuation) is { } refused)
        {
            return refused;
        }

        var subject = where?.SubjectId is { } subjectId ? await findUsers.Find(subjectId, cancellation) : null;
        var actor = where?.ActorId is { } actorId ? await findUsers.Find(actorId, cancellation) : null;
        if ((where?.SubjectId is not null && subject is null) || (where?.ActorId is not null && actor is null))
        {
            return Result.Of(new AuditPage([], null));
        }

        var filter = AuditParameters.Filter(where?.Event, where?.From, where?.To) with { Subject = subject, Actor = actor };
        var page = await readEvents.Run(filter, limit ?? AuditParameters.DefaultLimit, continuation, cancellation);
        var users = await findUsers.Show(page.Events, cancellation);
        return Result.Of(new AuditPage([.. page.Events.Select(one => AuditEntry.Of(one, users))], page.Next));
    }
}
