using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Session;

/// <summary>
/// Returns the options with which a browser asks for a passkey. With a ticket, the passkeys of that user can answer, for
/// <c>session/signin-second-factor</c>. Without one, any passkey of the site can, for <c>session/signin-passkey</c>.
/// </summary>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(Asked))]
[Fails(401, SecondFactor.TicketEnded, When = "The ticket is unknown, used or expired, had five wrong tries, or the password was changed. Sign in again.")]
public sealed class PasskeyOptions(Tickets tickets, AskForPasskey askForPasskey) : RpcMethod<PasskeyOptions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Ticket">The ticket of a sign-in with a right password. Omitted for a sign-in without a password.</param>
    public sealed record Arguments(string? Ticket);

    /// <summary>A challenge for passkeys.</summary>
    /// <param name="ChallengeId">The id of the challenge. It lives for five minutes and works once.</param>
    /// <param name="Options">The options for <c>PublicKeyCredential.parseRequestOptionsFromJSON</c>.</param>
    public sealed record Asked(string ChallengeId, RequestOptions Options);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-passkey-options")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/passkey-options")] HttpRequest request) => Answer<PasskeyOptions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (parameters.Ticket is not { } ticket)
        {
            return Of(await askForPasskey.Anyone(cancellation));
        }

        return await tickets.FindUser(ticket, cancellation) is { } user ? Of(await askForPasskey.Known(user, cancellation)) : SecondFactor.InvalidTicket;
    }

    private static Result Of(PasskeyRequest request) => Result.Of(new Asked(request.Challenge, RequestOptions.Of(request)));
}
