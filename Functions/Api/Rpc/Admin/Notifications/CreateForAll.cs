using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.Notifications;

/// <summary>
/// Sends a notification to all existing users. A queue delivers it in parts. <c>admin/notifications/read-progress</c> says how far it has
/// come. Pass <c>idempotency_key</c> to be able to repeat the call if its response is lost.
/// </summary>
[Permission(Permission.Admin)]
[Answer(typeof(Started))]
[Fails(400, When = "A subject or body that is too long, no subject, or an idempotency key of another form. The message says which.")]
[Fails(409, RepeatableOptions.KeyUsedText)]
public sealed class CreateForAll(StartBroadcast startBroadcast, TimeProvider time) : RpcMethod<CreateForAll.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Subject">The subject: one line of at most 200 characters.</param>
    /// <param name="Body">The body: plain text of at most 5000 characters.</param>
    /// <param name="Options">Lets the call be repeated.</param>
    public sealed record Arguments(string Subject, string Body, RepeatableOptions? Options);

    /// <summary>The notification that is being sent.</summary>
    /// <param name="Id">The id of the notification.</param>
    public sealed record Started(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-notifications-create-for-all")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/notifications/create-for-all")] HttpRequest request) => Answer<CreateForAll>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (subject, body, options) = parameters;
        if ((Create.RefuseText(subject, body) ?? options?.Refuse()) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        return await startBroadcast.Run(call.Actor, Notification.Create(subject, body, time.GetUtcNow()), options?.IdempotencyKey, cancellation) is { } id
            ? Result.Of(new Started(id.ToWire()))
            : Result.Fail(409, RepeatableOptions.KeyUsed);
    }
}
