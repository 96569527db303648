using System.IO.Compression;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>Stores bytes in an entity: compressed, split over properties because of the limit of 64 KiB for each.</summary>
internal static class Blob
{
    /// <summary>The most bytes that one entity holds, below its limit of 1 MiB.</summary>
    public const int Largest = 900 * 1024;

    private const int Part = 60 * 1024;

    /// <summary>Compresses bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="level">The level: fast for bytes that are written often, optimal for bytes that are read often.</param>
    public static byte[] Compress(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, level))
        {
            brotli.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>Decompresses the result of <see cref="Compress"/>.</summary>
    public static byte[] Decompress(byte[] bytes)
    {
        using var target = new MemoryStream();
        using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        brotli.CopyTo(target);
        return target.ToArray();
    }

    /// <summary>Writes compressed bytes into properties <c>name0</c>, <c>name1</c>...</summary>
    public static void Write(TableEntity row, string name, byte[] compressed)
    {
        for (var i = 0; i * Part < compressed.Length; i++)
        {
            row[$"{name}{i}"] = compressed[(i * Part)..Math.Min((i + 1) * Part, compressed.Length)];
        }
    }

    /// <summary>Reads the bytes that <see cref="Write"/> wrote; empty if there are none.</summary>
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
