using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Session;

/// <summary>
/// Reports that the email address belongs to another person. Removes the unconfirmed email address that the token was sent to, and ends the sessions
/// of the account. The address can be used again. Takes the token of the confirmation email.
/// </summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
[Fails(400, "Token is invalid")]
[Fails(404, "Token not found")]
public sealed class RefuseEmailByToken(RedeemAction redeemAction, IOptions<UserOptions> options) : RpcMethod<RefuseEmailByToken.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Token">The token of the email.</param>
    public sealed record Arguments(string Token);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-refuse-email-by-token")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/refuse-email-by-token")] HttpRequest request) => Answer<RefuseEmailByToken>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (check, credential) = await redeemAction.Check(parameters.Token, ActionPurpose.ConfirmEmail, call.Address(), cancellation);
        if (credential is null)
        {
            return check.ToResult();
        }

        var name = GeneratedAccount.Name();
        var email = options.Value.UserNameIsEmail ? GeneratedAccount.Address(name) : null;
        return await redeemAction.Run(credential, change => change.RefuseEmail(email ?? name, email), cancellation) ? Result.Touched(1) : ActionCheck.NotFound.ToResult();
    }
}
