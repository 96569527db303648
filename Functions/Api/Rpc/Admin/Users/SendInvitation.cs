using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;
using Serverless.Storage;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Sends another invitation to a user without a password. The link of an earlier invitation stops working.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer]
[Fails(400, "User cannot be invited")]
[Fails(404, "User not found")]
public sealed class SendInvitation(AccountStore accounts, RecipientLimit limit, EmailQueue queue) : RpcMethod<SendInvitation.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-send-invitation")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/send-invitation")] HttpRequest request) => Answer<SendInvitation>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!Wire.TryReadId(parameters.UserId, out var id) || await accounts.Read(id, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        if (!user.CanBeInvited)
        {
            return Result.Fail(400, Reason.InvitationNotPossible, "User cannot be invited");
        }

        if (await limit.Take(user.Email!, cancellation) is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        if (!await accounts.Change(call.Actor, id, Record, cancellation, known: user))
        {
            return Result.Fail(400, Reason.InvitationNotPossible, "User cannot be invited"); // changed in the meantime
        }

        await queue.Send(new EmailRequest(Ids.Random(), id, ActionPurpose.Invite), cancellation);
        return Result.Ok();
    }

    private static bool Record(AccountChange change)
    {
        change.RecordAlone(AuditEventName.UserInvited);
        return change.User.CanBeInvited;
    }
}
