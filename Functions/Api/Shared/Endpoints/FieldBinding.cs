using Microsoft.Extensions.Logging;
using Serverless.Api.Shared.Parameters;
using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Creates the endpoint's parameters from the fields of the request.</summary>
public sealed partial class FieldBinding(ILogger<FieldBinding> logger) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        var rest = (RestCall)call;
        var declaration = (EndpointDeclaration)call.Method!;
        if (declaration.Parameters.Bind(call.Request!, rest.Fields, out var parameters) is { } refused)
        {
            return refused;
        }

        if (logger.IsEnabled(LogLevel.Debug) && IgnoredMembers.List(declaration.Parameters.Ignored(rest.Fields)) is { } ignored)
        {
            LogIgnored(declaration.Id, ignored);
        }

        call.Parameters = parameters;
        return await next(call, cancellation);
    }

    [LoggerMessage(104, LogLevel.Debug, "{Endpoint} was called with fields that it does not know and ignores: {Fields}.")]
    private partial void LogIgnored(string endpoint, string fields);
}
