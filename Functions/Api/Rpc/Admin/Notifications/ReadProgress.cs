using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.Admin.Notifications;

/// <summary>Returns how far the delivery of a notification to all users has come. It is known for a week.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Progress))]
[Fails(404, Missing)]
public sealed class ReadProgress(BroadcastRows rows) : RpcMethod<ReadProgress.Arguments>
{
    private const string Missing = "Notification not found";

    /// <summary>The parameters.</summary>
    /// <param name="Id">The id of the notification, from <c>admin/notifications/create-for-all</c>.</param>
    public sealed record Arguments(string Id);

    /// <summary>The progress of a delivery.</summary>
    /// <param name="Id">The id of the notification.</param>
    /// <param name="Created">The time when the notification was created.</param>
    /// <param name="Delivered">The number of users that the notification has reached. It grows with each part.</param>
    /// <param name="Expected">The approximate number of users, counted at the beginning. Null if it was not known.</param>
    /// <param name="Finished">The time when the delivery ended, or null.</param>
    public sealed record Progress(string Id, DateTimeOffset Created, int Delivered, int? Expected, DateTimeOffset? Finished);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-notifications-read-progress")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/notifications/read-progress")] HttpRequest request) => Answer<ReadProgress>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        Wire.TryReadId(parameters.Id, out var id) && await rows.Find(id, cancellation) is { } row
            ? Result.Of(new Progress(row.Id.ToWire(), row.Created, row.Delivered, row.Expected, row.Finished))
            : Result.Fail(404, Reason.NotificationNotFound, Missing);
}
