using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Storage;

/// <summary>
/// Converts any text into a table key. The table service forbids <c>/ \ # ?</c> and control characters in keys and limits them
/// to 1 KiB (docs: "Understanding the Table service data model"). Azurite fails on more characters. So only ASCII letters, digits
/// and <c>@ . _ -</c> are kept; every other UTF-8 byte becomes <c>=XX</c>. Different texts have different keys.
/// </summary>
public static class Key
{
    private const int LongestKey = 400;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._-");

    /// <summary>Returns the key of a text; a text too long for a key is represented by its SHA-256.</summary>
    public static string Encode(string text)
    {
        if (text.Length <= LongestKey && !text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var key = new StringBuilder(bytes.Length * 3);
        foreach (var value in bytes)
        {
            if (value < 0x80 && Plain.Contains((char)value))
            {
                key.Append((char)value);
            }
            else
            {
                key.Append('=').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        // The loop above never produces '=' followed by a lower-case letter.
        return key.Length <= LongestKey ? key.ToString() : "=sha256-" + Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Returns the key of a number.</summary>
    public static string Encode(long number) => number.ToString(CultureInfo.InvariantCulture);
}
