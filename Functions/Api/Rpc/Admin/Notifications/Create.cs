using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.Notifications;

/// <summary>
/// Sends a notification to users. A queue delivers it within seconds. Unknown user ids are ignored. Pass <c>idempotency_key</c> to be able to repeat the
/// call if its response is lost.
/// </summary>
[Permission(Permission.Admin)]
[Answer]
[Fails(400, When = "Too many or no users, a subject or body that is too long, or an idempotency key of another form. The message says which.")]
[Fails(409, RepeatableOptions.KeyUsedText)]
public sealed class Create(SendNotification sendNotification, TimeProvider time) : RpcMethod<Create.Arguments>
{
    /// <summary>The maximum number of users in one call.</summary>
    public const int MostUsers = 1000;

    /// <summary>The maximum length of the subject, in characters.</summary>
    public const int LongestSubject = 200;

    /// <summary>The maximum length of the body, in characters. With the escapes of JSON, such a body still fits a queue message of 64 KiB.</summary>
    public const int LongestBody = 5000;

    /// <summary>The parameters.</summary>
    /// <param name="UserIds">The ids of the users, at most 1000.</param>
    /// <param name="Subject">The subject: one line of at most 200 characters.</param>
    /// <param name="Body">The body: plain text of at most 5000 characters.</param>
    /// <param name="Options">Lets the call be repeated.</param>
    public sealed record Arguments(string[] UserIds, string Subject, string Body, RepeatableOptions? Options);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-notifications-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/notifications/create")] HttpRequest request) => Answer<Create>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (userIds, subject, body, options) = parameters;
        if ((Refuse(userIds, subject, body) ?? options?.Refuse()) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        long[] ids = [.. userIds.Select(text => Wire.TryReadId(text, out var id) ? id : 0).Where(id => id != 0)];
        return await sendNotification.Run(call.Actor, Notification.Create(subject, body, time.GetUtcNow()), ids, options?.IdempotencyKey, cancellation)
            ? Result.Ok()
            : Result.Fail(409, RepeatableOptions.KeyUsed);
    }

    private static Refusal? Refuse(string[] userIds, string subject, string body) =>
        userIds.Length is 0 or > MostUsers ? new Refusal(Reason.NotificationInvalid, $"There must be between 1 and {MostUsers} user ids") : RefuseText(subject, body);

    /// <summary>Returns why a notification cannot have this subject and body; null if it can.</summary>
    internal static Refusal? RefuseText(string subject, string body) =>
        subject.Length is 0 or > LongestSubject ? new Refusal(Reason.NotificationInvalid, $"Subject length must be between 1 and {LongestSubject} characters")
        : body.Length > LongestBody ? new Refusal(Reason.NotificationInvalid, $"Body must contain at most {LongestBody} characters")
        : null;
}
