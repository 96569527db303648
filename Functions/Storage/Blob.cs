using System.IO.Compression;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>Bytes in an entity: compressed, over as many properties as the limit of 64 KiB each asks for.</summary>
internal static class Blob
{
    /// <summary>The most bytes that one entity takes, below its limit of 1 MiB.</summary>
    public const int Largest = 900 * 1024;

    private const int Part = 60 * 1024;

    /// <summary>Makes bytes fewer.</summary>
    /// <param name="bytes">Which.</param>
    /// <param name="level">Whether they are written often or read often.</param>
    public static byte[] Compress(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, level))
        {
            brotli.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>Takes <see cref="Compress"/> back.</summary>
    public static byte[] Decompress(byte[] bytes)
    {
        using var target = new MemoryStream();
        using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        brotli.CopyTo(target);
        return target.ToArray();
    }

    /// <summary>Puts compressed bytes into properties <c>name0</c>, <c>name1</c>...</summary>
    public static void Write(TableEntity row, string name, byte[] compressed)
    {
        for (var i = 0; i * Part < compressed.Length; i++)
        {
            row[$"{name}{i}"] = compressed[(i * Part)..Math.Min((i + 1) * Part, compressed.Length)];
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; empty if there is nothing.</summary>
    public static byte[] Read(TableEntity row, string name)
    {
        using var all = new MemoryStream();
        for (var i = 0; row.GetBinary($"{name}{i}") is { } part; i++)
        {
            all.Write(part);
        }

        return all.ToArray();
    }
}
