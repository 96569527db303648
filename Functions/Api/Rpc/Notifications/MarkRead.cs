using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Notifications;

/// <summary>Marks notifications of the caller as read. Unknown ids, and ids of other users, are ignored.</summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
public sealed class MarkRead(NotificationStore notifications) : RpcMethod<MarkRead.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Notifications">The ids. If omitted, nothing is marked.</param>
    public sealed record Arguments(string[]? Notifications);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("notifications-mark-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/notifications/mark-read")] HttpRequest request) => Answer<MarkRead>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        NotificationIds.Apply(call.Caller, parameters.Notifications, ids => notifications.Mark(call.Actor, ids, isRead: true, cancellation));
}
