using System.Text.Json.Serialization;
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
/// Puts the secret of <c>profile/totp/create</c> into use, with the first code of the authenticator app. The secret replaces an earlier one. With the user's
/// first second factor, the response contains recovery codes. No other response contains them.
/// </summary>
[Permission(Permission.User), FreshSession, ForEnrolment, Limit(LimitKind.Changes)]
[Answer(typeof(Confirmed))]
[Fails(400, Wrong, When = "The code is wrong, or no secret waits for a code.")]
public sealed class Confirm(EnrolTotp enrolTotp) : RpcMethod<Confirm.Arguments>
{
    private const string Wrong = "Code is invalid";

    /// <summary>The parameters.</summary>
    /// <param name="Code">The code that the authenticator app shows: six digits.</param>
    public sealed record Arguments(string Code);

    /// <summary>The result.</summary>
    /// <param name="RecoveryCodes">Ten codes, each of which works once. Omitted if the user had a second factor before.</param>
    public sealed record Confirmed([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? RecoveryCodes);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-totp-confirm")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/totp/confirm")] HttpRequest request) => Answer<Confirm>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        await enrolTotp.Confirm(call.Actor, parameters.Code, cancellation) is { } codes
            ? Result.Of(new Confirmed(codes.Count > 0 ? codes : null))
            : Result.Fail(400, Reason.TotpCodeInvalid, Wrong);
}
