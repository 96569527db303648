using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.Notifications;

/// <summary>Deletes notifications of the caller. Unknown ids, and ids of other users, are ignored.</summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
public sealed class Delete(Notes notes) : Method<Delete.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Notifications">Ids; left out, none.</param>
    public sealed record Arguments(string[]? Notifications);

    /// <summary>The HTTP trigger.</summary>
    [Function("notifications-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/notifications/delete")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        NotificationIds.Apply(call.Caller, parameters.Notifications, ids => notes.Delete(call.Actor, ids, cancellation));
}
