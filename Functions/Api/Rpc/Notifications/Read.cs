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
public sealed class Read(Notes notes) : RpcMethod<Read.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Options">Which notifications; <c>search</c> looks at subject and body. By <c>id</c>, <c>date</c> and <c>created</c> they are in the same order; the other fields they do not have.</param>
    public sealed record Arguments(
        [ReadOptions(Where = ["id =", "search like"], OrderBy = ["id", "name", "created", "enabled", "date"], MaximumLimit = Notes.MaximumRead)]
        ReadOptions? Options);

    /// <summary>A notification.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Date">When it was made.</param>
    /// <param name="Subject">One line.</param>
    /// <param name="Body">Plain text.</param>
    /// <param name="Read">Whether it is marked as read.</param>
    public sealed record Notification(string Id, DateTimeOffset Date, string Subject, string Body, bool Read);

    /// <summary>The HTTP trigger.</summary>
    [Function("notifications-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/notifications/read")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var options = parameters.Options ?? ReadOptions.All(Notes.MaximumRead);
        if (call.Caller.IsGuest)
        {
            return Result.List<Notification>([]);
        }

        var all = notes.Read(call.Caller.UserId).Where(note => IsFound(note, options.Filter("id"), options.Filter("search")));
        var found = await (IsOldestFirst(options.OrderBy) ? all.Reverse() : all).Skip(options.Offset).Take(options.Limit).ToListAsync(cancellation);
        return Result.List(found.Select(note => new Notification(note.Id.ToWire(), note.Created, note.Subject, note.Body, note.IsRead)));
    }

    /// <summary>Whether all filters hold that are given. One without a text matches nothing.</summary>
    private static bool IsFound(Note note, ReadFilter? id, ReadFilter? search) =>
        (id is not { } wanted || wanted.Text == note.Id.ToWire())
        && (search is not { } part || part.Text is { } text && (Contains(note.Subject, text) || Contains(note.Body, text)));

    /// <summary>Whether the first condition that tells notifications apart is an ascending one.</summary>
    private static bool IsOldestFirst(IReadOnlyList<SortBy> order) =>
        order.Where(one => one.Field is "id" or "date" or "created").Take(1).Any(one => !one.IsDescending);

    private static bool Contains(string where, string text) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
}
