using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Session;

/// <summary>
/// Restores a confirmed email address that was replaced or removed less than 7 days ago. Ends all sessions, API tokens and links to external accounts,
/// because another person may have changed the email address. The password is kept: set a new one by email.
/// </summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
[Fails(400, "Token is invalid")]
[Fails(404, "Token not found")]
public sealed class UndoEmailChange(RedeemAction redeemAction, TimeProvider time) : RpcMethod<UndoEmailChange.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Token">The token of the email to the old email address.</param>
    public sealed record Arguments(string Token);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-undo-email-change")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/undo-email-change")] HttpRequest request) => Answer<UndoEmailChange>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (check, credential) = await redeemAction.Check(parameters.Token, ActionPurpose.UndoEmailChange, call.Address(), cancellation);
        if (credential is null)
        {
            return check.ToResult();
        }

        return await redeemAction.Run(credential, Undo, cancellation) ? Result.Touched(1) : ActionCheck.NotFound.ToResult();

        void Undo(AccountChange change)
        {
            if (change.User.FormerEmails.FirstOrDefault(one => one.MailId == credential.RecordId && one.IsConfirmed) is { } former)
            {
                change.UndoEmailChange(former, time.GetUtcNow());
            }
        }
    }
}
