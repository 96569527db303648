using Microsoft.Extensions.Logging;
using Serverless.Api.Shared.Parameters;
using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Creates the endpoint's parameters from the fields of the request.</summary>
public sealed partial class FieldBinding(ILogger<FieldBinding> logger) : IStep<RestCall>
{
    /// <inheritdoc />
    public async Task<Result> Invoke(RestCall call, Next<RestCall> next, CancellationToken cancellation)
    {
        var declaration = call.Endpoint!;
        if (declaration.Endpoint.Bind(declaration.Parameters, call) is { } refused)
        {
            return refused;
        }

        if (logger.IsEnabled(LogLevel.Debug) && IgnoredMembers.List(declaration.Parameters.Ignored(call.Fields)) is { } ignored)
        {
            LogIgnored(declaration.Id, ignored);
        }

        return await next(call, cancellation);
    }

    [LoggerMessage(104, LogLevel.Debug, "{Endpoint} was called with fields that it does not know and ignores: {Fields}.")]
    private partial void LogIgnored(string endpoint, string fields);
}
