using Microsoft.Extensions.Hosting;

namespace Serverless.Startup;

/// <summary>Creates the catalogue and the pipelines when the app starts: a wrongly declared method makes the start fail, not a call.</summary>
public sealed class PipelineStart(Api.Rpc.Protocol.RpcEndpoint endpoint, Api.Shared.Endpoints.RestPipeline rest) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(rest);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
