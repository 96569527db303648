using Microsoft.Extensions.Hosting;

namespace Serverless.Pipeline;

/// <summary>Makes the catalogue and the pipelines when the app starts: a method declared wrongly stops the start-up and not a call.</summary>
public sealed class PipelineStart(Rpc.RpcEndpoint endpoint, Rest.RestPipeline rest) : IHostedService
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
