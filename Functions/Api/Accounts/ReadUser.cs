using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>Reads the caller's account. <c>private_token</c> is the credential of the call.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(Account))]
public sealed class ReadUser(AccountStore accounts) : Endpoint<NoParameters>
{
    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-read-user")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/v2/user")] HttpRequest request) => Answer<ReadUser>(request);

    /// <summary>Handles the HTTP trigger of the path without a prefix.</summary>
    [Function("accounts-read-user-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "user")] HttpRequest request) => Answer<ReadUser>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation)
    {
        var credential = AuthorizationHeader.Token(call.Authorization)!;
        if (Account.Of(call.Caller.UserId, SessionOwner.Of(call.Caller.Session), credential) is { } known)
        {
            return Result.Of(known);
        }

        return await accounts.Read(call.Caller.UserId, cancellation) is { } user
            ? Result.Of(Account.Of(user, credential))
            : AccountError.Unauthorized; // deleted in the meantime
    }
}
