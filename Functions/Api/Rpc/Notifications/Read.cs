using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Lists;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Notifications;

/// <summary>Lists the caller's notifications, by default newest first, at most 100. An anonymous caller gets an empty list.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(Notification), Page = true)]
public sealed class Read(NotificationStore notifications) : RpcMethod<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">
    /// Filters, sort order and range; <c>search</c> searches subject and body. The sort fields <c>id</c>, <c>date</c> and <c>created</c> give one
    /// and the same order; other sort fields have no effect.
    /// </param>
    public sealed record Arguments(
        [ReadOptions(Where = ["id =", "search like"], OrderBy = ["id", "name", "created", "enabled", "date"], MaximumLimit = NotificationStore.MaximumRead)]
        ReadOptions? Options);

    /// <summary>A notification.</summary>
    /// <param name="Id">The id of the notification.</param>
    /// <param name="Date">The time when the notification was created.</param>
    /// <param name="Subject">The subject: one line.</param>
    /// <param name="Body">The body: plain text.</param>
    /// <param name="Read">Whether the notification is marked as read.</param>
    public sealed record Notification(string Id, DateTimeOffset Date, string Subject, string Body, bool Read);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("notifications-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/notifications/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var options = parameters.Options ?? ReadOptions.All(NotificationStore.MaximumRead);
        if (call.Caller.IsGuest)
        {
            return Result.List<Notification>([]);
        }

        var all = notifications.Read(call.Caller.UserId).Where(notification => IsFound(notification, options.Filter("id"), options.Filter("search")));
        var found = await (IsOldestFirst(options.OrderBy) ? all.Reverse() : all).Skip(options.Offset).Take(options.Limit).ToListAsync(cancellation);
        return Result.List(found.Select(notification => new Notification(notification.Id.ToWire(), notification.Created, notification.Subject, notification.Body, notification.IsRead)));
    }

    /// <summary>Returns whether a notification matches all given filters. A filter without a text matches nothing.</summary>
    private static bool IsFound(Domain.Notifications.Notification notification, ReadFilter? id, ReadFilter? search) =>
        (id is not { } wanted || wanted.Text == notification.Id.ToWire())
        && (search is not { } part || part.Text is { } text && (Contains(notification.Subject, text) || Contains(notification.Body, text)));

    /// <summary>Returns whether the first effective sort condition is ascending.</summary>
    private static bool IsOldestFirst(IReadOnlyList<SortBy> order) =>
        order.Where(one => one.Field is "id" or "date" or "created").Take(1).Any(one => !one.IsDescending);

    private static bool Contains(string where, string text) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
}
