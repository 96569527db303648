using Grpc.Core;

namespace Serverless.WorkerHosting.Protocol;

/// <summary>Accepts the stream that the worker opens.</summary>
internal sealed class FunctionRpcService(WorkerChannel channel) : FunctionRpc.FunctionRpcBase
{
    public override Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context) =>
        channel.Run(requestStream, responseStream, context.CancellationToken);
}
