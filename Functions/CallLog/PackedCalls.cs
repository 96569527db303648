using Serverless.Storage;

namespace Serverless.CallLog;

/// <summary>Calls as bytes: the version, the method ids and texts once each, then a dozen bytes a call, which compression makes fewer.</summary>
internal static class PackedCalls
{
    /// <summary>The version of the format, its first byte.</summary>
    public const byte Version = 2;

    /// <summary>Packs calls that are ordered by start.</summary>
    public static byte[] Pack(ReadOnlySpan<CallRecord> calls)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        using var rows = new MemoryStream();
        using var row = new BinaryWriter(rows);
        var last = 0L;
        foreach (ref readonly var call in calls)
        {
            row.Write7BitEncodedInt64(call.Started - last);
            row.Write7BitEncodedInt(IndexOf(call.MethodId));
            row.Write7BitEncodedInt64(call.UserId);
            row.Write7BitEncodedInt(call.Runtime);
            row.Write7BitEncodedInt(call.Status);
            row.Write7BitEncodedInt(IndexOf(call.StatusText));
            row.Write(call.IsException);
            last = call.Started;
        }

        writer.Write(Version);
        writer.Write7BitEncodedInt(words.Count);
        foreach (var word in words.OrderBy(word => word.Value))
        {
            writer.Write(word.Key);
        }

        writer.Write7BitEncodedInt(calls.Length);
        row.Flush();
        writer.Flush();
        rows.WriteTo(stream);
        return stream.ToArray();

        int IndexOf(string word)
        {
            if (!words.TryGetValue(word, out var index))
            {
                words.Add(word, index = words.Count);
            }

            return index;
        }
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <exception cref="UnknownVersionException">Another version of this product wrote it.</exception>
    public static CallRecord[] Unpack(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        PackedVersion.Require(reader.ReadByte(), Version, "Calls");
        return Read(reader);
    }

    /// <summary>Reads what revision c2ef8d8 wrote: the same without the version.</summary>
    public static CallRecord[] UnpackUnversioned(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return Read(reader);
    }

    private static CallRecord[] Read(BinaryReader reader)
    {
        var words = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = reader.ReadString();
        }

        var calls = new CallRecord[reader.Read7BitEncodedInt()];
        var started = 0L;
        for (var i = 0; i < calls.Length; i++)
        {
            started += reader.Read7BitEncodedInt64();
            var method = words[reader.Read7BitEncodedInt()];
            var (user, runtime, status) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            calls[i] = new CallRecord(method, user, started, runtime, status, words[reader.Read7BitEncodedInt()], reader.ReadBoolean());
        }

        return calls;
    }
}
