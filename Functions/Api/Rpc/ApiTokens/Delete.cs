using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>Deletes an API token of the caller. It stops working at once. An API token can delete only itself.</summary>
[Permission(Permission.User)]
[Answer]
[Fails(403, Wire.ApiTokenOnlyItself)]
[Fails(404, "Token not found")]
public sealed class Delete(AccountStore accounts) : RpcMethod<Delete.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="TokenId">The token's id.</param>
    public sealed record Arguments(string TokenId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/delete")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        !Wire.TryReadId(parameters.TokenId, out var id) ? Wire.TokenNotFound
        : call.Caller.ApiTokenId is { } itself && itself != id ? Result.Fail(403, Reason.SessionRequired, Wire.ApiTokenOnlyItself)
        : await accounts.Change(call.Actor, call.Caller.UserId, change => change.RemoveToken(id), cancellation) ? Result.Ok()
        : Wire.TokenNotFound;
}
