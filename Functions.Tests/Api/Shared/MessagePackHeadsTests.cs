using System.Buffers;
using Serverless.Api.Rpc.Protocol;

namespace Serverless.Tests.Api.Shared;

/// <summary>
/// Tests every first byte of a MessagePack value with lengths of every size. Each is read or refused; none throws or allocates an announced length.
/// </summary>
public sealed class MessagePackHeadsTests
{
    private static readonly byte[][] Lengths =
    [
        [], [0], [1], [0x7F], [0x80], [0xFF], [0, 0], [0, 1], [0x7F, 0xFF], [0x80, 0], [0xFF, 0xFF], [0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
        [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 1], [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    private static readonly byte[][] Contents = [[], [0x41], [0xC0, 0xC0], [0xFF, 0x41, 0x41, 0x41], [0x00, 0x00], [0x01, 0x39], new byte[12]];

    private static readonly byte[][] Places = [[], [0x91], [0x81, 0xA1, 0x61], [0x81]];

    [Fact]
    public void Reads_or_refuses_every_first_byte()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (bodies, read) = (0, 0);
        foreach (var place in Places)
        {
            for (var head = 0; head < 0x100; head++)
            {
                foreach (var length in Lengths)
                {
                    foreach (var content in Contents)
                    {
                        bodies++;
                        read += MessagePackJson.TryToJson((byte[])[.. place, (byte)head, .. length, .. content], new ArrayBufferWriter<byte>()) ? 1 : 0;
                    }
                }
            }
        }

        Assert.InRange(read, 1_000, bodies / 2);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / bodies, 0, 20_000);
    }
}
