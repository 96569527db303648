using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>Enables or disables one of the caller's API tokens. An API token can disable only itself.</summary>
[Permission(Permission.User)]
[Answer(Rows = true)]
[Fails(403, Wire.ApiTokenOnlyItself)]
[Fails(404, "Token not found")]
public sealed class SetEnabled(ChangeToken changeToken) : RpcMethod<SetEnabled.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="TokenId">The token's id.</param>
    /// <param name="Enabled">Whether the token is enabled from now on.</param>
    public sealed record Arguments(string TokenId, bool Enabled);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-set-enabled")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/set-enabled")] HttpRequest request) => Answer<SetEnabled>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        !Wire.TryReadId(parameters.TokenId, out var id) ? Wire.TokenNotFound
        : call.Caller.ApiTokenId is { } itself && (itself != id || parameters.Enabled) ? Result.Fail(403, Reason.SessionRequired, Wire.ApiTokenOnlyItself)
        : await changeToken.Run(call.Actor, id, (_, token) => token with { Enabled = parameters.Enabled }, cancellation) ? Result.Touched(1)
        : Wire.TokenNotFound;
}
