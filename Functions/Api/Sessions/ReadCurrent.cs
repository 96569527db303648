using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions;

/// <summary>Reads the session of the call.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(SessionRecord))]
public sealed class ReadCurrent : SessionEndpoint<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-read-current")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/user/session")] HttpRequest request) => Answer<ReadCurrent>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's examples.</summary>
    [Function("sessions-read-current-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/session")] HttpRequest request) => Answer<ReadCurrent>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation) =>
        // A call with an API token has no session.
        Task.FromResult(call.Caller.Session is { } session ? Result.Of(SessionRecord.Of(session, call.Caller.UserId)) : SessionError.InvalidSession(401));
}
