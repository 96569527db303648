using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.Notifications;

/// <summary>Marks notifications of the caller as read. Unknown ids, and ids of other users, are ignored.</summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
public sealed class MarkRead(Notes notes) : Method<MarkRead.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Notifications">Ids; left out, none.</param>
    public sealed record Arguments(string[]? Notifications);

    /// <summary>The HTTP trigger.</summary>
    [Function("notifications-mark-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/notifications/mark-read")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        NotificationIds.Apply(call.Caller, parameters.Notifications, ids => notes.Mark(call.Actor, ids, isRead: true, cancellation));
}
