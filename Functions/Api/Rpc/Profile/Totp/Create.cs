using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Profile.Totp;

/// <summary>
/// Creates the secret for an authenticator app. It has no effect until <c>profile/totp/confirm</c> gets its first code, within ten minutes. Only this response
/// contains the secret.
/// </summary>
[Permission(Permission.User), FreshSession, ForEnrolment, Limit(LimitKind.Changes)]
[Answer(typeof(NewSecret))]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Create(EnrolTotp enrolTotp, RelyingParty party) : RpcMethod<NoParameters>
{
    /// <summary>A secret that waits for its first code.</summary>
    /// <param name="Secret">The secret in base32, to type.</param>
    /// <param name="Uri">The URI that an authenticator app opens.</param>
    /// <param name="Qr">The URI as a QR code: a data URI with an SVG image.</param>
    public sealed record NewSecret(string Secret, string Uri, string Qr);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-totp-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/totp/create")] HttpRequest request) => Answer<Create>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        if (await enrolTotp.Start(call.Actor, cancellation) is not { } created)
        {
            return Result.Fail(404, Reason.UserNotFound);
        }

        var uri = TotpCode.Uri(created.Secret, party.Name, created.User.Name);
        return Result.Of(new NewSecret(TotpCode.ToBase32(created.Secret), uri, TotpQrCode.Draw(uri)));
    }
}
