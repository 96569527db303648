using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MessagePack;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// Converts MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) to JSON and back, as the published client of 2021 uses it
/// (rpc.md 2.6). A call is equivalent in either encoding.
/// <code>
/// extension  value                                               in JSON
/// -1         a time, written in the format of 12 bytes           ISO 8601 text
/// 0          of one byte: undefined                              null; omitted from an object
/// 1          an integer of any size, as decimal text             a number
/// </code>
/// Binary values, other extensions, keys that are not texts, and numbers that JSON does not have are refused, because no method accepts them.
/// </summary>
internal static partial class MessagePackJson
{
    /// <summary>The content type of a MessagePack body and of its response.</summary>
    public const string ContentType = "application/msgpack";

    private const int MaximumDepth = 32;
    private const sbyte Time = -1;
    private const sbyte Undefined = 0;
    private const sbyte Integer = 1;
    private const int TimeLength = 12;

    private static readonly SearchValues<byte> Decimal = SearchValues.Create("-0123456789"u8);

    /// <summary>Writes one MessagePack value as JSON; writes nothing if there are no bytes.</summary>
    /// <returns>False if the bytes are not one MessagePack value, or if JSON cannot represent it.</returns>
    public static bool TryToJson(ReadOnlyMemory<byte> body, IBufferWriter<byte> target)
    {
        if (body.IsEmpty)
        {
            return true;
        }

        try
        {
            var reader = new MessagePackReader(body);
            using var json = new Utf8JsonWriter(target, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            return TryCopy(ref reader, json, 0) && reader.End;
        }
        // All exceptions, such as the overflow of an impossible array length, are caused by the caller's bytes.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static bool TryCopy(ref MessagePackReader reader, Utf8JsonWriter json, int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                json.WriteNullValue();
                return true;
            case MessagePackType.Boolean:
                json.WriteBooleanValue(reader.ReadBoolean());
                return true;
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                json.WriteNumberValue(reader.ReadUInt64());
                return true;
            case MessagePackType.Integer:
                json.WriteNumberValue(reader.ReadInt64());
                return true;
            case MessagePackType.Float when reader.ReadDouble() is var number && double.IsFinite(number):
                json.WriteNumberValue(number);
                return true;
            case MessagePackType.String when TryReadText(ref reader, out var text):
                json.WriteStringValue(text);
                return true;
            case MessagePackType.Array when depth < MaximumDepth:
                return TryCopyArray(ref reader, json, depth);
            case MessagePackType.Map when depth < MaximumDepth:
                return TryCopyMap(ref reader, json, depth);
            case MessagePackType.Extension:
                return TryCopyExtension(ref reader, json);
            default:
                return false;
        }
    }

    private static bool TryReadText(ref MessagePackReader reader, out byte[]? text)
    {
        text = reader.ReadStringSequence()?.ToArray();
        return text is not null && Utf8.IsValid(text);
    }

    private static bool TryCopyArray(ref MessagePackReader reader, Utf8JsonWriter json, int depth)
    {
        json.WriteStartArray();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            if (!TryCopy(ref reader, json, depth + 1))
            {
                return false;
            }
        }

        json.WriteEndArray();
        return true;
    }

    private static bool TryCopyMap(ref MessagePackReader reader, Utf8JsonWriter json, int depth)
    {
        json.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (reader.NextMessagePackType != MessagePackType.String || !TryReadText(ref reader, out var name))
            {
                return false;
            }

            if (IsUndefined(reader))
            {
                reader.Skip();
                continue;
            }

            json.WritePropertyName(name);
            if (!TryCopy(ref reader, json, depth + 1))
            {
                return false;
            }
        }

        json.WriteEndObject();
        return true;
    }

    // The reader is a copy, so the original does not advance.
    private static bool IsUndefined(MessagePackReader reader) =>
        reader.NextMessagePackType == MessagePackType.Extension && reader.ReadExtensionFormatHeader() is { TypeCode: Undefined, Length: 1 };

    private static bool TryCopyExtension(ref MessagePackReader reader, Utf8JsonWriter json)
    {
        var extension = reader.ReadExtensionFormat();
        var data = extension.Data.ToArray();
        switch (extension.Header.TypeCode)
        {
            case Undefined when data.Length == 1:
                json.WriteNullValue();
                return true;
            case Integer when data.Length <= 40 && data.AsSpan().IndexOfAnyExcept(Decimal) < 0:
                json.WriteRawValue(data); // throws if the text is not a number
                return true;
            case Time when TryReadTime(data, out var time):
                json.WriteStringValue(time.UtcDateTime);
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadTime(byte[] data, out DateTimeOffset time)
    {
        var (seconds, nanoseconds) = data.Length switch
        {
            4 => (BinaryPrimitives.ReadUInt32BigEndian(data), 0L),
            8 when BinaryPrimitives.ReadUInt64BigEndian(data) is var both => ((long)(both & 0x3_FFFF_FFFF), (long)(both >> 34)),
            TimeLength => (BinaryPrimitives.ReadInt64BigEndian(data.AsSpan(4)), BinaryPrimitives.ReadUInt32BigEndian(data)),
            _ => (long.MaxValue, 0L),
        };
        var isTime = seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() && nanoseconds < 1_000_000_000;
        time = isTime ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100) : default;
        return isTime;
    }
}
