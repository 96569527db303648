using System.Buffers;
using MessagePack;

namespace Serverless.Storage.Index;

/// <summary>The content of a node as bytes: a version byte, then MessagePack.</summary>
internal static class PackedNode
{
    private const byte Leaf = 0x10 + Generation.CurrentForm;
    private const byte Inner = 0x20 + Generation.CurrentForm;

    /// <summary>Packs the content of a node.</summary>
    public static ReadOnlySpan<byte> Write(Node node)
    {
        var target = new ArrayBufferWriter<byte>();
        target.Write([node.IsLeaf ? Leaf : Inner]);
        var writer = new MessagePackWriter(target);
        writer.WriteArrayHeader(node.Size);
        foreach (var (key, value, weight) in node.Entries)
        {
            writer.Write(key);
            writer.Write(value);
            writer.Write(weight);
        }

        foreach (var (id, first, count, weight, batch) in node.Children)
        {
            writer.Write(id);
            writer.Write(first);
            writer.Write(count);
            writer.Write(weight);
            writer.Write(batch);
        }

        writer.Flush();
        return target.WrittenSpan;
    }

    /// <summary>Reads the content of a node.</summary>
    /// <exception cref="InvalidDataException">The content has another version.</exception>
    public static void Read(Node node, ReadOnlyMemory<byte> bytes)
    {
        var kind = bytes.Span[0];
        var reader = new MessagePackReader(bytes[1..]);
        var size = reader.ReadArrayHeader();
        switch (kind)
        {
            case Leaf:
                node.Entries.EnsureCapacity(size);
                for (; size > 0; size--)
                {
                    node.Entries.Add(new(ReadBytes(ref reader), ReadBytes(ref reader), reader.ReadInt32()));
                }

                break;
            case Inner:
                node.Children.EnsureCapacity(size);
                for (; size > 0; size--)
                {
                    node.Children.Add(new(reader.ReadString()!, ReadBytes(ref reader), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64()));
                }

                break;
            default:
                throw new InvalidDataException($"A node of the index has the form {kind}, which this version of the app does not know. Rebuild the index with --rebuild-index.");
        }
    }

    private static byte[] ReadBytes(ref MessagePackReader reader) => reader.ReadBytes() is { } bytes ? bytes.ToArray() : [];
}
