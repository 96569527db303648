using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Puts what the steps below refused into the words of the family, so that call log and caller see the same status.</summary>
public sealed class FamilyForm : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        var result = await next(call, cancellation);
        return result.IsSuccess || result.HasData ? result : ((RestCall)call).Family.Refuse(result, call);
    }
}
