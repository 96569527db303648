using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>
/// Gives one of the caller's API tokens a new secret. The id, permissions and expiry of the token stay. An API token can rotate only itself. Only this
/// response contains the new secret.
/// </summary>
[Permission(Permission.User), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(Rotated))]
[Fails(400, When = "The overlap is too long, or the token has expired. The message says which.")]
[Fails(403, When = "The caller is another API token, or presented a secret that was replaced.")]
[Fails(404, "Token not found")]
public sealed class Rotate(RotateToken rotateToken) : RpcMethod<Rotate.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="TokenId">The token's id.</param>
    /// <param name="OverlapMinutes">
    /// The minutes for which the replaced secret still works, 0 to 1440. No secret that was replaced before works longer. The default is 0.
    /// </param>
    public sealed record Arguments(string TokenId, int? OverlapMinutes);

    /// <summary>The rotated token.</summary>
    /// <param name="Id">The id of the token, which has not changed.</param>
    /// <param name="Token">The token itself with its new secret.</param>
    /// <param name="PreviousUntil">The time when the replaced secret stops working.</param>
    public sealed record Rotated(string Id, string Token, DateTimeOffset PreviousUntil);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-rotate")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/rotate")] HttpRequest request) => Answer<Rotate>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var minutes = parameters.OverlapMinutes ?? 0;
        if (minutes is < 0 or > RotateToken.MaximumOverlapMinutes)
        {
            return Result.Fail(400, Reason.ApiTokenOverlapInvalid, $"overlap_minutes must be from 0 to {RotateToken.MaximumOverlapMinutes}");
        }

        if (!Wire.TryReadId(parameters.TokenId, out var id))
        {
            return Wire.TokenNotFound;
        }

        var (rotated, refused) = await rotateToken.Run(call.Actor, id, TimeSpan.FromMinutes(minutes), cancellation);
        return refused is not null ? Result.Fail(refused.Reason == Reason.SessionRequired ? 403 : 400, refused)
            : rotated is null ? Wire.TokenNotFound
            : Result.Of(new Rotated(id.ToWire(), rotated.Credential.Text, rotated.ReplacedUntil));
    }
}
