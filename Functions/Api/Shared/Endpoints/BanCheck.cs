using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Tells a disabled user so, in families that do; it takes a credential that was his and is not over.</summary>
public sealed class BanCheck : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke(Call call, Next next, CancellationToken cancellation) =>
        call.Caller.IsBanned && ((RestCall)call).Family.Banned is { } banned ? Task.FromResult(banned) : next(call, cancellation);
}
