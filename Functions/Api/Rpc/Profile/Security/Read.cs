using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile.Security;

/// <summary>Returns how the caller's account is protected: whether the password is an initial one, and whether a sign-in needs a second factor.</summary>
[Reads, Permission(Permission.User), ForEnrolment]
[Answer(typeof(Protection))]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Read(AccountStore accounts) : RpcMethod<NoParameters>
{
    /// <summary>The protection of an account.</summary>
    /// <param name="HasInitialPassword">
    /// Whether the password was generated or taken from the settings, and was not changed since. Others may know it. Only root can have such a password.
    /// </param>
    /// <param name="HasSecondFactor">Whether a sign-in needs a second factor.</param>
    public sealed record Protection(bool HasInitialPassword, bool HasSecondFactor);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-security-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/security/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        await accounts.Read(call.Caller.UserId, cancellation) is { } user
            ? Result.Of(new Protection(user.HasInitialPassword, user.HasSecondFactor))
            : Result.Fail(404, Reason.UserNotFound);
}
