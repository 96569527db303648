using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Converts failures of the following steps to the family's format, so that the call log and the response have the same status.</summary>
public sealed class FamilyForm : IStep<RestCall>
{
    /// <inheritdoc />
    public async Task<Result> Invoke(RestCall call, Next<RestCall> next, CancellationToken cancellation)
    {
        var result = await next(call, cancellation);
        return result.IsSuccess || result.HasData ? result : call.Family.Refuse(result, call);
    }
}
