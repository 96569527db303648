using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>Returns the options with which the caller's browser creates a passkey, for <c>PublicKeyCredential.parseCreationOptionsFromJSON</c>.</summary>
[Permission(Permission.User), FreshSession, ForEnrolment]
[Answer(typeof(CreationOptions))]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class CreateOptions(EnrolPasskey enrolPasskey) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-passkeys-create-options")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/passkeys/create-options")] HttpRequest request) => Answer<CreateOptions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        await enrolPasskey.Start(call.Caller.UserId, cancellation) is { } request ? Result.Of(CreationOptions.Of(request)) : Result.Fail(404, Reason.UserNotFound);
}
