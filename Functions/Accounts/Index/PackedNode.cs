using System.Buffers;
using MessagePack;

namespace Serverless.Accounts.Index;

/// <summary>
/// The content of a node as bytes: MessagePack, one array of values after the other without names. A node is written for every user who
/// comes, so it matters that this takes a third of the time of JSON, and of its length.
/// </summary>
internal static class PackedNode
{
    /// <summary>Packs the entries of a leaf.</summary>
    public static ReadOnlySpan<byte> Pack(List<IndexEntry> entries)
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(target);
        writer.WriteArrayHeader(entries.Count);
        foreach (var (key, user) in entries)
        {
            writer.Write(key);
            writer.Write(user.Id);
            writer.Write(user.Name);
            writer.Write(user.Email);
            writer.Write(user.EmailConfirmed);
            writer.Write(user.TelegramName);
            writer.Write(user.Enabled);
            writer.Write(user.Created.UtcTicks);
            writer.Write(user.Permissions);
        }

        writer.Flush();
        return target.WrittenSpan;
    }

    /// <summary>Packs the children of an inner node.</summary>
    public static ReadOnlySpan<byte> Pack(List<IndexChild> children)
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(target);
        writer.WriteArrayHeader(children.Count);
        foreach (var (rowKey, first, count) in children)
        {
            writer.Write(rowKey);
            writer.Write(first);
            writer.Write(count);
        }

        writer.Flush();
        return target.WrittenSpan;
    }

    /// <summary>Reads the entries of a leaf.</summary>
    public static List<IndexEntry> Entries(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var entries = new List<IndexEntry>(reader.ReadArrayHeader());
        for (var left = entries.Capacity; left > 0; left--)
        {
            entries.Add(new(reader.ReadString()!, new(
                reader.ReadInt64(), reader.ReadString()!, reader.ReadString(), reader.ReadBoolean(), reader.ReadString(), reader.ReadBoolean(),
                new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadString()!)));
        }

        return entries;
    }

    /// <summary>Reads the children of an inner node.</summary>
    public static List<IndexChild> Children(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var children = new List<IndexChild>(reader.ReadArrayHeader());
        for (var left = children.Capacity; left > 0; left--)
        {
            children.Add(new(reader.ReadString()!, reader.ReadString()!, reader.ReadInt32()));
        }

        return children;
    }
}
