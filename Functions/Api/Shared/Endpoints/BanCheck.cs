using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Refuses disabled users with a specific error, in families that have one. The user must present a valid credential.
/// </summary>
public sealed class BanCheck : IStep<RestCall>
{
    /// <inheritdoc />
    public Task<Result> Invoke(RestCall call, Next<RestCall> next, CancellationToken cancellation) =>
        call.Caller.IsBanned && call.Family.Banned is { } banned ? Task.FromResult(banned) : next(call, cancellation);
}
