using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Returns how a user can sign in: password, external accounts and second factors, without secrets.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(SignInFactors))]
[Fails(404, "User not found")]
public sealed class ReadFactors(AccountStore accounts, SecondFactorRows rows) : RpcMethod<ReadFactors.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>How a user can sign in.</summary>
    /// <param name="HasPassword">Whether the user has a password.</param>
    /// <param name="CanBeInvited">Whether <c>admin/users/send-invitation</c> can send the user an invitation.</param>
    /// <param name="Providers">The external services with an account that can sign the user in.</param>
    /// <param name="SecondFactors">The second factors.</param>
    public sealed record SignInFactors(bool HasPassword, bool CanBeInvited, IReadOnlyList<string> Providers, Profile.Factors.Read.SecondFactors SecondFactors);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-read-factors")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/read-factors")] HttpRequest request) => Answer<ReadFactors>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        Wire.TryReadId(parameters.UserId, out var id) && await accounts.Read(id, cancellation) is { } user
            ? Result.Of(new SignInFactors(
                user.PasswordHash is not null, user.CanBeInvited, [.. user.Links.Select(link => link.Provider)], Profile.Factors.Read.Describe(await rows.Read(id, cancellation))))
            : Failure.NotFound;
}
