using System.Buffers.Text;
using System.Net.Sockets;

namespace Serverless.Benchmarks.Load;

/// <summary>Reads HTTP/1.1 responses with a Content-Length or in chunks, one after the other, and keeps only their status.</summary>
internal sealed class AnswerReader(Socket socket)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;

    /// <summary>Returns the status of the next response after its body has arrived.</summary>
    /// <exception cref="IOException">Thrown when the connection ends, or when the response is not HTTP.</exception>
    public async Task<int> Read()
    {
        var head = await Until("\r\n\r\n"u8.ToArray());
        var (status, length, chunked) = Parse(_buffer.AsSpan(_from, head - _from));
        _from = head;
        if (!chunked)
        {
            await Skip(length);
            return status;
        }

        while (true)
        {
            var line = await Until("\r\n"u8.ToArray());
            if (!Utf8Parser.TryParse(_buffer.AsSpan(_from, line - _from), out int size, out _, 'x'))
            {
                throw new IOException("A chunk does not begin with its size.");
            }

            _from = line;
            await Skip(size + 2);
            if (size == 0)
            {
                return status;
            }
        }
    }

    private static (int Status, int Length, bool Chunked) Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
        {
            throw new IOException("The answer is not HTTP/1.1.");
        }

        return (status, Header(head, "content-length: "u8) is { Length: > 0 } text && Utf8Parser.TryParse(text, out int length, out _) ? length : 0,
            Header(head, "transfer-encoding: "u8).Length > 0);
    }

    /// <summary>Returns the text after a header's name, up to the end of the head. Header names are case-insensitive.</summary>
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var at = head.IndexOf((byte)'\n') + 1; at > 0 && at < head.Length;)
        {
            var line = head[at..];
            if (line.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[name.Length..];
            }

            at += line.IndexOf((byte)'\n') + 1;
        }

        return default;
    }

    /// <summary>Returns the position after the next occurrence of a text.</summary>
    private async ValueTask<int> Until(byte[] text)
    {
        int at;
        while ((at = _buffer.AsSpan(_from, _to - _from).IndexOf(text)) < 0)
        {
            await Receive();
        }

        return _from + at + text.Length;
    }

    private async ValueTask Skip(int bytes)
    {
        while (_to - _from < bytes)
        {
            bytes -= _to - _from;
            (_from, _to) = (0, 0);
            await Receive();
        }

        _from += bytes;
    }

    private async ValueTask Receive()
    {
        if (_from == _to)
        {
            (_from, _to) = (0, 0);
        }

        if (_to == _buffer.Length)
        {
            _buffer.AsSpan(_from.._to).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        var received = _to == _buffer.Length ? 0 : await socket.ReceiveAsync(_buffer.AsMemory(_to));
        _to += received > 0 ? received : throw new IOException("The server closed the connection in the middle of an answer.");
    }
}
