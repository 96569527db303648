using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.LocalHost.Sockets;

/// <summary>Provides a request body that is already in memory.</summary>
internal sealed class EventBody(ReadOnlyMemory<byte> body) : IRequestBodyPipeFeature
{
    public PipeReader Reader { get; } = PipeReader.Create(new ReadOnlySequence<byte>(body));
}
