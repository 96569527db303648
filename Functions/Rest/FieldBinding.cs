using Serverless.Pipeline;

namespace Serverless.Rest;

/// <summary>Makes the endpoint's parameters of what the request says.</summary>
public sealed class FieldBinding : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        var rest = (RestCall)call;
        if (((EndpointDeclaration)call.Method!).Parameters.Bind(call.Request!, rest.Fields, out var parameters) is { } refused)
        {
            return refused;
        }

        call.Parameters = parameters;
        return await next(call, cancellation);
    }
}
