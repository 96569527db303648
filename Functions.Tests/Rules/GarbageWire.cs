using System.Globalization;
using System.Text;

namespace Serverless.Tests.Rules;

/// <summary>
/// Converts a request into bytes, sometimes in ways that no client library uses: chunks of any size and shape, encoded bodies, headers that are not
/// ASCII. The server can always tell where the request ends.
/// </summary>
internal sealed class GarbageWire
{
    private static readonly string[] Encodings = ["gzip", "br", "deflate", "identity", "x", "gzip, identity", "GZIP", ""];

    private static readonly string[] Names = ["X-Token-Name", "X-Session-Name", "User-Agent", "Accept", "X-Other", "Accept-Encoding", "If-None-Match", "API-Call-Void", "X-Forwarded-For", "Referer"];

    /// <summary>Chunk sizes that are invalid or larger than any body.</summary>
    private static readonly string[] Sizes = ["80000000", "FFFFFFFF", "8000000000000000", "FFFFFFFFFFFFFFFFFFFF", "-1", "+1", "0x1", "zz", " 1", "", ";", "1 ", "1;a=\"b", "1.5", "\u00B2"];

    private readonly List<string> _head;

    /// <summary>Chooses at random how a request is sent.</summary>
    /// <param name="garbage">The source of randomness.</param>
    /// <param name="verb">The HTTP method.</param>
    /// <param name="pathAndQuery">The requested path; characters beyond ASCII are encoded.</param>
    /// <param name="contentType">The content type; null for none.</param>
    /// <param name="body">The body; GET and HEAD are sent without one.</param>
    public GarbageWire(Garbage garbage, HttpMethod verb, string pathAndQuery, string? contentType, byte[] body)
    {
        _head = [$"{verb} {new Uri("http://localhost" + pathAndQuery).PathAndQuery} HTTP/1.1"];
        if (garbage.Chance(6))
        {
            var value = new string([.. Enumerable.Range(0, garbage.One([1, 3, 40, 300])).Select(_ => garbage.Chance(70) ? (char)garbage.One([0x80, 0xBF, 0xC0, 0xC3, 0xE9, 0xED, 0xF0, 0xFE, 0xFF]) : 'a')]);
            _head.Add($"{garbage.One(Names)}: x{value}x");
        }

        if (verb == HttpMethod.Get || verb == HttpMethod.Head)
        {
            Body = [];
            return;
        }

        if (contentType is not null)
        {
            _head.Add($"Content-Type: {contentType}");
        }

        if (garbage.Chance(3))
        {
            _head.Add($"Content-Encoding: {garbage.One(Encodings)}");
        }

        if (garbage.Chance(88))
        {
            _head.Add($"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}");
            Body = body;
        }
        else
        {
            _head.Add("Transfer-Encoding: chunked");
            Body = Chunks(garbage, body);
        }
    }

    /// <summary>Gets the bytes after the head.</summary>
    public byte[] Body { get; }

    /// <summary>Returns the head with the caller's credential.</summary>
    public string Head(string header, string credential) => string.Join('\n', [.. _head, $"{header}: {credential}"]);

    /// <summary>Returns a text for messages of failed assertions.</summary>
    public override string ToString() => $"{string.Join(" / ", _head)} ({Body.Length} bytes: {Convert.ToBase64String(Body.AsSpan(0, Math.Min(Body.Length, 3000)))})";

    private static byte[] Chunks(Garbage garbage, byte[] body)
    {
        var bytes = new List<byte>();
        var (broken, at) = (garbage.Chance(40), 0);
        while (at < body.Length)
        {
            var length = Math.Min(body.Length - at, garbage.One([1, 7, 100, 5_000, 70_000]));
            Add(bytes, length.ToString(garbage.One(["x", "X", "x8"]), CultureInfo.InvariantCulture) + garbage.One(["", "", ";a", ";a=b", "; a=\"b\"", ";" + new string('a', 50)]) + "\r\n");
            bytes.AddRange(body[at..(at + length)]);
            Add(bytes, broken && garbage.Chance(15) ? garbage.One(["", "\n", "\r", "x\r\n", "\r\n\r\n"]) : "\r\n");
            at += length;
            if (broken && garbage.Chance(50))
            {
                break;
            }
        }

        if (broken)
        {
            Add(bytes, garbage.One(Sizes) + "\r\n");
        }

        // Always present, so that no server waits for more.
        Add(bytes, "0\r\n" + garbage.One(["", "", "Trailer: x\r\n", "Trailer\r\n", "\u00E9: x\r\n"]) + "\r\n0\r\n\r\n");
        return [.. bytes];
    }

    private static void Add(List<byte> bytes, string text) => bytes.AddRange(Encoding.Latin1.GetBytes(text));
}
