using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Lists the API tokens of a user, newest first, without the tokens themselves. An expired token stays in the list for about 30 days.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(ApiTokens.Read.Token[]))]
[Fails(404, "User not found")]
public sealed class ReadApiTokens(AccountStore accounts) : RpcMethod<ReadApiTokens.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-read-api-tokens")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/read-api-tokens")] HttpRequest request) => Answer<ReadApiTokens>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!Wire.TryReadId(parameters.UserId, out var id) || await accounts.Read(id, cancellation) is null)
        {
            return Failure.NotFound;
        }

        var tokens = await accounts.ListTokens(id, cancellation);
        return Result.Of(tokens.OrderByDescending(token => token.Created).ThenBy(token => token.Id).Select(token => ApiTokens.Read.Describe(token, id)).ToArray());
    }
}
