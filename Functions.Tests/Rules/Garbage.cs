using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Serverless.Tests.Rules;

/// <summary>Makes valid input invalid, as broken clients and attackers do. The same source produces the same garbage.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Test data, not a secret.")]
internal sealed class Garbage(Random random)
{
    /// <summary>Texts that have a meaning somewhere.</summary>
    private static readonly string[] Texts =
    [
        "", " ", "\0", "\u0001\u001F\u007F\u0085", "/", "\\", "#", "?", "a/b\\c#d?e", "../..", "%00%2F", "' or 1 eq 1", "; drop", "null", "ü", "e\u0301", "🔑",
        "\u200F\u202E", "a@b", "a\r\nBcc: c@example.com@example.com", "<script>", "*", "root", "1", "-1", "9223372036854775808", "1e400", "user;1", "session;1",
    ];

    /// <summary>JSON values of every type, to replace a value of another type.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "-1E-400", "1e400", "9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "1.5",
        "{}", "[]", "[[]]", "\"\"", "\"\\u0000\"", "\"\\ud83d\\udd11\"", "{\"__proto__\":{}}", "{\"username\":\"a\"}", "{\"password\":null,\"username\":null}", "[null,null]", "[1,\"a\",true,{}]",
    ];

    /// <summary>Invalid JSON, and JSON that cannot be read.</summary>
    private static readonly string[] BrokenValues =
        ["NaN", "01", "\"\\ud800\"", "\"\\udc00\\ud800\"", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "\"\\x\"", "'a'", "undefined", "/**/1", "1,", "\"\t\""];

    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "APPLICATION/JSON", "application/jsonp", "application/json5", "application/json;charset=\"UTF-8\"", "application/json; a=b",
        "application/msgpack", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"x", "multipart/mixed; boundary=x", "garbage", ";", "application/json,application/json",
    ];

    private static readonly string[] Schemes = ["Bearer ", "Basic ", "bearer\t", "Digest ", "", "Bearer  Bearer ", "Bearer,"];

    public T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>Returns a text for a field: usually a fitting one, so that the garbage passes the first check.</summary>
    public string Text(string name, string fitting) => random.Next(10) switch
    {
        < 6 => fitting,
        6 => One(Texts),
        7 => One(Texts) + fitting + One(Texts),
        8 => new string((char)random.Next(1, 0xD800), random.Next(1, 500)),
        _ => name + random.Next().ToString(CultureInfo.InvariantCulture),
    };

    public string ContentType() => One(ContentTypes);

    public string Authorization(string token) => One(Schemes) + random.Next(5) switch
    {
        0 => token,
        1 => token.Length == 0 ? "x" : token[..random.Next(token.Length)],
        2 => One(["sls_", "slt_", "slc_", "slr_", "xxx_"]) + new string(One("0Az~é"), 54),
        3 => new string(One("a.:= "), random.Next(1, 3000)),
        _ => "user:password",
    };

    /// <summary>Replaces values in a body by wrong ones, one to three times. JSON usually stays valid.</summary>
    public byte[] Distort(byte[] body) => Repeat(body, SwapToken);

    /// <summary>Corrupts the bytes of a body, one to three times.</summary>
    public byte[] Break(byte[] body) => Repeat(body, BreakOnce);

    private byte[] Repeat(byte[] body, Func<byte[], byte[]> change)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            body = change(body);
        }

        return body;
    }

    private byte[] BreakOnce(byte[] body)
    {
        var (at, length) = (random.Next(body.Length + 1), random.Next(1, 9));
        var end = Math.Min(body.Length, at + length);
        switch (random.Next(12))
        {
            case 0 when body.Length > 0: // flip a bit
                body = [.. body];
                body[Math.Min(at, body.Length - 1)] ^= (byte)(1 << random.Next(8));
                return body;
            case 1:
                return [.. body[..at], .. Bytes(length), .. body[at..]];
            case 2:
                return [.. body[..at], .. body[end..]];
            case 3: // repeat a piece
                return [.. body[..end], .. body[at..]];
            case 4:
                return body[..at];
            case 5: // NUL and other control characters
                return [.. body[..at], (byte)random.Next(0x20), .. body[at..]];
            case 6: // not UTF-8
                return [.. body[..at], .. One<byte[]>([[0xC0, 0x80], [0xFF], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82]]), .. body[at..]];
            case 7: // up to just above the 64 KiB that a body may have
                return [.. body[..at], .. Enumerable.Repeat((byte)One("a\"[ 0"), One([1_000, 20_000, 65_000, 66_000])), .. body[at..]];
            case 8: // deep nesting
                var depth = One([10, 31, 32, 33, 500, 5_000]);
                return [.. Encoding.ASCII.GetBytes(new string('[', depth)), .. body, .. Encoding.ASCII.GetBytes(new string(']', depth))];
            case 9:
                return [.. body, .. body];
            case 10: // a head of MessagePack, of any type and length
                return [.. body[..at], .. MessagePackHead(), .. body[end..]];
            default:
                return [.. body[..at], .. Encoding.UTF8.GetBytes(One(BrokenValues)), .. body[end..]];
        }
    }

    private byte[] MessagePackHead()
    {
        var lengths = One<byte[]>([[0, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0, 1, 0, 0], [0xFF, 0, 0xFF, 0]]);
        return [(byte)random.Next(Chance(70) ? 0xC0 : 0, 0x100), .. lengths.AsSpan(random.Next(lengths.Length)), .. Bytes(random.Next(3))];
    }

    /// <summary>Replaces a token by another value or by another token of the body.</summary>
    private byte[] SwapToken(byte[] body)
    {
        var tokens = Tokens(body);
        if (tokens.Count == 0)
        {
            return Encoding.UTF8.GetBytes(One(Values));
        }

        var (target, source) = (One(tokens), One(tokens));
        var value = Chance(80) ? Encoding.UTF8.GetBytes(One(Values)) : body[source];
        return [.. body[..target.Start], .. value, .. body[target.End..]];
    }

    private static List<Range> Tokens(byte[] body)
    {
        var tokens = new List<Range>();
        for (var i = 0; i < body.Length; i++)
        {
            var start = i;
            if (body[i] == '"')
            {
                i++;
                while (i < body.Length && body[i] != '"')
                {
                    i += body[i] == '\\' ? 2 : 1;
                }

                tokens.Add(start..Math.Min(body.Length, i + 1));
            }
            else if (char.IsAsciiLetterOrDigit((char)body[i]))
            {
                while (i + 1 < body.Length && char.IsAsciiLetterOrDigit((char)body[i + 1]))
                {
                    i++;
                }

                tokens.Add(start..(i + 1));
            }
        }

        return tokens;
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private char One(string of) => of[random.Next(of.Length)];
}
