using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.LocalHost.Sockets;

/// <summary>The body of a request that is in memory already.</summary>
internal sealed class EventBody(ReadOnlyMemory<byte> body) : IRequestBodyPipeFeature
{
    public PipeReader Reader { get; } = PipeReader.Create(new ReadOnlySequence<byte>(body));
}
