using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.CallLog;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.PersonalData;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>
/// Returns all that is stored of the caller, without secrets. Of the call log, the newest 20,000 calls of all users are searched. The response says how
/// far back that is.
/// </summary>
[Reads, Permission(Permission.User), SessionOnly, Limit(LimitKind.Exports)]
[Answer(typeof(ExportedData))]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Export(CollectUserData collectUserData, TimeProvider time) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-export")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/export")] HttpRequest request) => Answer<Export>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        await collectUserData.Run(call.Caller.UserId, cancellation) is { } data ? Result.Of(Describe(data, time.GetUtcNow())) : Result.Fail(404, Reason.UserNotFound);

    private static ExportedData Describe(UserData data, DateTimeOffset now) => new(
        now,
        Describe(data.User),
        [.. data.Names.Select(name => new ExportedName(Snake(name.Kind), name.Text))],
        [.. data.Sessions.Select(session => new ExportedSession(session.IssuedAt.ToWire(), session.Name, session.Expires, session.Used, session.Proved, session.Device, session.Ip, session.Family))],
        [.. data.Tokens.Select(token => new ExportedToken(token.Id.ToWire(), token.Name, token.Enabled, token.Created, token.Permissions, token.Expires, token.Used, token.Hint))],
        Factors.Read.Describe(data.Factors),
        [.. data.Notifications.Select(one => new ExportedNotification(one.Id.ToWire(), one.Created, one.Subject, one.Body, one.IsRead))],
        [.. data.MailedTokens.Select(token => new ExportedMailedToken(Snake(token.Purpose), token.Address, token.IsSent))],
        [.. data.FailedEmails.Select(email => new ExportedFailedEmail(email.Failed, email.Reason))],
        Describe(data.Calls),
        [.. data.Events.Page.Events.Select(one => AuditEntry.Of(one, data.Events.Users))]);

    private static ExportedUser Describe(User user) => new(
        user.Id.ToWire(),
        user.Name,
        user.FullName,
        user.Email,
        user.EmailConfirmed,
        user.PendingEmail,
        [.. user.FormerEmails.Select(former => new ExportedFormerEmail(former.Address, former.IsConfirmed, former.Until))],
        user.TelegramName,
        user.Picture,
        user.PhoneNumber,
        user.Locale,
        [.. user.Links.Select(link => new ExportedExternalAccount(link.Provider, link.Hash))],
        user.IsTemporary,
        user.PasswordHash is not null,
        user.Enabled,
        user.Permissions,
        user.Devices,
        user.KnownDevices,
        user.Created,
        user.Updated);

    private static ExportedCalls Describe(OwnCalls calls) => new(
        calls.SearchedFrom is { } from ? DateTimeOffset.FromUnixTimeMilliseconds(from) : null,
        [.. calls.Calls.Select(call => new ExportedCall(
            call.MethodId, DateTimeOffset.FromUnixTimeMilliseconds(call.Started), call.Runtime, call.Status, call.StatusText, call.IsException, Snake(call.Transport)))]);

    private static string Snake(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
