using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Session;

/// <summary>Completes a sign-in after the right password, and creates the session. Wrong second factors count like wrong passwords.</summary>
[Permission(Permission.Anyone)]
[Answer(typeof(Signin.SignedIn))]
[Fails(401, SecondFactor.TicketEnded, When = "The ticket is unknown, used or expired, had five wrong tries, or the password was changed. Sign in again.")]
[Fails(401, SecondFactor.Wrong, When = "The second factor is wrong or was used before. The ticket still works, unless this was the fifth try.")]
public sealed class SigninSecondFactor(Tickets tickets) : RpcMethod<SigninSecondFactor.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Ticket">The ticket of the sign-in.</param>
    /// <param name="Proof">The second factor: exactly one member.</param>
    public sealed record Arguments(string Ticket, Proof Proof);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-signin-second-factor")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/signin-second-factor")] HttpRequest request) => Answer<SigninSecondFactor>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (parameters.Proof.ToDomain() is not { } proof)
        {
            return Result.InvalidParameter("proof", ParameterReason.InvalidValue, "Must have exactly one member.");
        }

        return await tickets.Redeem(parameters.Ticket, proof, call.Device(), cancellation) switch
        {
            { RetryAfter: { } wait } => Result.TooManyRequests(wait),
            { Session: { } session } => Signin.Opened(session),
            { CanRetry: true } => SecondFactor.Invalid,
            _ => SecondFactor.InvalidTicket,
        };
    }
}
