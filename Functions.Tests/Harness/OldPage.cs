using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>Creates batches of calls in form 2 of the stored data, which contained user ids.</summary>
internal static class OldPage
{
    /// <summary>Returns a row for the time bucket of its last call.</summary>
    public static TableEntity Row(CallRecord[] calls, string key)
    {
        var batch = Assert.Single(CallBatch.Pack(calls, () => key));
        var row = batch.ToRow(batch.LastBucket).ToEntity();
        Blob.Write(row, "Calls", Blob.Compress(Pack(calls)));
        return row;
    }

    /// <summary>Packs calls in version 2. Without the first byte, the result is what revision c2ef8d8 wrote.</summary>
    public static byte[] Pack(CallRecord[] calls)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        List<string> words = [.. calls.SelectMany(call => new[] { call.MethodId, call.StatusText }).Distinct()];
        writer.Write((byte)2);
        writer.Write7BitEncodedInt(words.Count);
        words.ForEach(writer.Write);
        writer.Write7BitEncodedInt(calls.Length);
        var last = 0L;
        foreach (var call in calls)
        {
            writer.Write7BitEncodedInt64(call.Started - last);
            writer.Write7BitEncodedInt(words.IndexOf(call.MethodId));
            writer.Write7BitEncodedInt64(call.Caller);
            writer.Write7BitEncodedInt(call.Runtime);
            writer.Write7BitEncodedInt(call.Status);
            writer.Write7BitEncodedInt(words.IndexOf(call.StatusText));
            writer.Write(call.IsException);
            last = call.Started;
        }

        writer.Flush();
        return stream.ToArray();
    }
}
