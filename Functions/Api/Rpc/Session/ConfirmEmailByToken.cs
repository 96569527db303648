using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Session;

/// <summary>Confirms the email address that the token was sent to. A new address replaces the confirmed one.</summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
[Fails(400, "Token is invalid")]
[Fails(404, "Token not found")]
public sealed class ConfirmEmailByToken(RedeemAction redeemAction) : RpcMethod<ConfirmEmailByToken.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Token">The token of the email.</param>
    public sealed record Arguments(string Token);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-confirm-email-by-token")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/confirm-email-by-token")] HttpRequest request) => Answer<ConfirmEmailByToken>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (check, credential) = await redeemAction.Check(parameters.Token, ActionPurpose.ConfirmEmail, call.Address(), cancellation);
        if (credential is null)
        {
            return check.ToResult();
        }

        return await redeemAction.Run(credential, change => change.ConfirmEmail(), cancellation) ? Result.Touched(1) : ActionCheck.NotFound.ToResult();
    }
}
