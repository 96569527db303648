using System.Buffers.Binary;

namespace Serverless.Domain.Users.Index;

/// <summary>Converts texts to keys. The order of the bytes is that of the UTF-16 code units.</summary>
internal static class IndexText
{
    /// <summary>Returns the key of a text: each UTF-16 code unit as two bytes.</summary>
    public static byte[] Key(string text)
    {
        var key = new byte[text.Length * 2];
        foreach (var (i, unit) in text.Index())
        {
            BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(i * 2), unit);
        }

        return key;
    }
}
