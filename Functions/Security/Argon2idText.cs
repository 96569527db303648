using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Security;

/// <summary>The parsed text of a stored password hash; its format is described in Argon2id.cs.</summary>
internal sealed partial record Argon2idText(int Memory, int Passes, byte[] Salt, byte[] Hash)
{
    public const int SaltSize = 16;

    public static bool Allows(int memory, int passes) => memory is >= 8 and <= 262_144 && passes is >= 1 and <= 10;

    /// <summary>Parses a text. Returns null unless it is the canonical text of parameters within the bounds.</summary>
    public static Argon2idText? Parse(string encoded)
    {
        Match match = Format().Match(encoded);
        if (!match.Success)
        {
            return null;
        }

        int memory = int.Parse(match.Groups["m"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        int passes = int.Parse(match.Groups["t"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        byte[]? salt = Decode(match.Groups["salt"].Value);
        byte[]? hash = Decode(match.Groups["hash"].Value);
        if (!Allows(memory, passes) || salt is not { Length: SaltSize } || hash is not { Length: >= 16 and <= 64 })
        {
            return null;
        }

        var text = new Argon2idText(memory, passes, salt, hash);
        return text.ToString() == encoded ? text : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"$argon2id$v=19$m={Memory},t={Passes},p=1${Encode(Salt)}${Encode(Hash)}");

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        string padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int count) ? bytes[..count] : null;
    }

    // The repetition counts keep the numbers within an int and the base64 within a few hundred bytes.
    [GeneratedRegex(
        @"\A\$argon2id\$v=19\$m=(?<m>[0-9]{1,6}),t=(?<t>[0-9]{1,2}),p=1\$(?<salt>[A-Za-z0-9+/]{22})\$(?<hash>[A-Za-z0-9+/]{22,86})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
