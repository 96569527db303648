using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Formats calls as bytes: the version, the method ids and texts once each, the pseudonyms of the callers once each. A dozen bytes for each call
/// follow, which compression reduces.
/// </summary>
internal static class PackedCalls
{
    /// <summary>The version of the format, its first byte.</summary>
    public const byte Version = 4;

    /// <summary>The version of form 3 of the stored data, in which a call has no transport.</summary>
    private const byte WithoutTransport = 3;

    /// <summary>
    /// The version of form 2, in which each call has the id of its user. Later forms have no such batches, see <c>ReplaceUserIdsInLog</c>.
    /// </summary>
    private const byte WithUserIds = 2;

    // The last byte of a call. Earlier versions have only the flag.
    private const byte ExceptionFlag = 1;
    private const int TransportShift = 1;

    /// <summary>Packs calls that are ordered by start.</summary>
    /// <exception cref="ArgumentException">A call has a user id.</exception>
    public static byte[] Pack(ReadOnlySpan<CallRecord> calls)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var callers = new Dictionary<long, int> { [0] = 0 };
        using var rows = new MemoryStream();
        using var row = new BinaryWriter(rows);
        var last = 0L;
        foreach (ref readonly var call in calls)
        {
            if (call.HasUserId)
            {
                throw new ArgumentException("User ids are not written to the call log.", nameof(calls));
            }

            row.Write7BitEncodedInt64(call.Started - last);
            row.Write7BitEncodedInt(IndexOf(words, call.MethodId));
            row.Write7BitEncodedInt(IndexOf(callers, call.Caller));
            row.Write7BitEncodedInt(call.Runtime);
            row.Write7BitEncodedInt(call.Status);
            row.Write7BitEncodedInt(IndexOf(words, call.StatusText));
            row.Write((byte)(((int)call.Transport << TransportShift) | (call.IsException ? ExceptionFlag : 0)));
            last = call.Started;
        }

        writer.Write(Version);
        writer.Write7BitEncodedInt(words.Count);
        foreach (var word in words.OrderBy(word => word.Value))
        {
            writer.Write(word.Key);
        }

        writer.Write7BitEncodedInt(callers.Count - 1);
        foreach (var caller in callers.OrderBy(caller => caller.Value).Skip(1))
        {
            writer.Write(caller.Key);
        }

        writer.Write7BitEncodedInt(calls.Length);
        row.Flush();
        writer.Flush();
        rows.WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>Returns whether packed calls have user ids.</summary>
    public static bool HaveUserIds(byte[] bytes) => bytes is [WithUserIds, ..];

    /// <summary>Reads the bytes that <see cref="Pack"/> returned, or those of an earlier version.</summary>
    /// <exception cref="UnknownVersionException">Another version of this product wrote the bytes.</exception>
    public static CallRecord[] Unpack(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var version = reader.ReadByte();
        if (version == WithUserIds)
        {
            return Read(reader, hasUserIds: true);
        }

        if (version != WithoutTransport)
        {
            PackedVersion.Require(version, Version, "Calls");
        }

        return Read(reader, hasUserIds: false);
    }

    private static CallRecord[] Read(BinaryReader reader, bool hasUserIds)
    {
        var words = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = reader.ReadString();
        }

        var callers = new long[hasUserIds ? 0 : reader.Read7BitEncodedInt() + 1];
        for (var i = 1; i < callers.Length; i++)
        {
            callers[i] = reader.ReadInt64();
        }

        var calls = new CallRecord[reader.Read7BitEncodedInt()];
        var started = 0L;
        for (var i = 0; i < calls.Length; i++)
        {
            started += reader.Read7BitEncodedInt64();
            var method = words[reader.Read7BitEncodedInt()];
            var caller = hasUserIds ? reader.Read7BitEncodedInt64() : callers[reader.Read7BitEncodedInt()];
            var (runtime, status) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            var (text, flags) = (words[reader.Read7BitEncodedInt()], reader.ReadByte());
            calls[i] = new CallRecord(
                method, caller, started, runtime, status, text, (flags & ExceptionFlag) != 0, (CallTransport)(flags >> TransportShift), hasUserIds && caller != 0);
        }

        return calls;
    }

    private static int IndexOf<T>(Dictionary<T, int> numbers, T item)
        where T : notnull
    {
        if (!numbers.TryGetValue(item, out var index))
        {
            numbers.Add(item, index = numbers.Count);
        }

        return index;
    }
}
