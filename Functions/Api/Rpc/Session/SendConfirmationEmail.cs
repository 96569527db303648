using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;

namespace Serverless.Api.Rpc.Session;

/// <summary>Sends an email with a link that confirms the email address of a user. Returns 200 whether or not the user exists.</summary>
[Permission(Permission.Anyone), Limit(LimitKind.MailFromAddress)]
[Answer]
public sealed class SendConfirmationEmail(RequestEmail requestEmail) : RpcMethod<SendConfirmationEmail.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">User name or email address.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-send-confirmation-email")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/send-confirmation-email")] HttpRequest request) => Answer<SendConfirmationEmail>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        await requestEmail.Run(parameters.UserId, ActionPurpose.ConfirmEmail, cancellation) is { } wait ? Result.TooManyRequests(wait) : Result.Ok();
}
