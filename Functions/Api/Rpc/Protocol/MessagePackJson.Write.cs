using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using MessagePack;

namespace Serverless.Api.Rpc.Protocol;

internal static partial class MessagePackJson
{
    /// <summary>Writes JSON as MessagePack.</summary>
    /// <param name="json">The JSON value.</param>
    /// <param name="target">Receives the bytes.</param>
    /// <param name="time">The time in the envelope's <c>result.data</c>, which JSON contains as text; null if the data are not a time.</param>
    public static void Write(JsonElement json, IBufferWriter<byte> target, DateTimeOffset? time)
    {
        var writer = new MessagePackWriter(target);
        Write(ref writer, json, time, "");
        writer.Flush();
    }

    private static void Write(ref MessagePackWriter writer, JsonElement json, DateTimeOffset? time, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(json.GetPropertyCount());
                foreach (var member in json.EnumerateObject())
                {
                    writer.Write(member.Name);
                    Write(ref writer, member.Value, time, $"{path}.{member.Name}");
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                {
                    Write(ref writer, item, null, "");
                }

                break;
            case JsonValueKind.String when time is { } data && path == ".result.data":
                WriteTime(ref writer, data);
                break;
            case JsonValueKind.String:
                writer.Write(json.GetString());
                break;
            case JsonValueKind.Number:
                WriteNumber(ref writer, json);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(json.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static void WriteNumber(ref MessagePackWriter writer, JsonElement json)
    {
        if (json.TryGetInt64(out var integer))
        {
            writer.Write(integer); // in the shortest format that holds the value
        }
        else if (json.TryGetUInt64(out var large))
        {
            writer.Write(large);
        }
        else
        {
            writer.Write(json.GetDouble());
        }
    }

    private static void WriteTime(ref MessagePackWriter writer, DateTimeOffset time)
    {
        var data = new byte[TimeLength];
        var seconds = time.ToUnixTimeSeconds();
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)((time.UtcTicks % TimeSpan.TicksPerSecond) * TimeSpan.NanosecondsPerTick));
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(4), seconds);
        writer.WriteExtensionFormatHeader(new ExtensionHeader(Time, TimeLength));
        writer.WriteRaw(data);
    }
}
