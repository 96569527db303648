using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Data.Tables;

namespace Serverless.Storage.Exports;

/// <summary>
/// Formats an entity as a line of JSON, in the format of the Table service itself ("Payload format for Table service operations"). A value that JSON
/// cannot represent exactly is text with <c>name@odata.type</c> beside it. ETag and Timestamp are omitted, because the service sets them.
/// </summary>
internal static class EntityLine
{
    private const string TypeSuffix = "@odata.type";

    private static readonly string[] OfTheService = ["odata.etag", "Timestamp"];
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an entity, and a line break.</summary>
    public static void Write(TableEntity entity, IBufferWriter<byte> target)
    {
        using (var json = new Utf8JsonWriter(target, Options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in entity.Where(column => !OfTheService.Contains(column.Key)).OrderBy(column => column.Key, StringComparer.Ordinal))
            {
                Write(json, name, value);
            }

            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    /// <summary>Parses a line of <see cref="Write(TableEntity, IBufferWriter{byte})"/>.</summary>
    /// <exception cref="FormatException">The line is not an entity.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            var (json, entity) = (JsonElement.Parse(line), new TableEntity());
            foreach (var column in json.EnumerateObject().Where(column => !column.Name.EndsWith(TypeSuffix, StringComparison.Ordinal)))
            {
                entity[column.Name] = Value(column.Value, json.TryGetProperty(column.Name + TypeSuffix, out var type) ? type.GetString() : null);
            }

            return entity is { PartitionKey: not null, RowKey: not null } ? entity : throw new FormatException("It has no keys.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case long number:
                Write(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                Write(json, name, "Edm.Double", number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                Write(json, name, "Edm.DateTime", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case Guid guid:
                Write(json, name, "Edm.Guid", guid.ToString());
                break;
            case byte[] bytes:
                Write(json, name, "Edm.Binary", Convert.ToBase64String(bytes));
                break;
            default:
                throw new NotSupportedException($"A column {name} of type {value?.GetType()} is none that a table has.");
        }
    }

    private static void Write(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + TypeSuffix, type);
        json.WriteString(name, value);
    }

    private static object Value(JsonElement json, string? type) => (type, json.ValueKind) switch
    {
        (null, JsonValueKind.String) => json.GetString()!,
        (null, JsonValueKind.Number) => json.GetInt32(),
        (null, JsonValueKind.True or JsonValueKind.False) => json.GetBoolean(),
        ("Edm.Int64", JsonValueKind.String) => long.Parse(json.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.Double", JsonValueKind.String) => double.Parse(json.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.DateTime", JsonValueKind.String) => DateTimeOffset.ParseExact(json.GetString()!, "O", CultureInfo.InvariantCulture),
        ("Edm.Guid", JsonValueKind.String) => Guid.Parse(json.GetString()!),
        ("Edm.Binary", JsonValueKind.String) => json.GetBytesFromBase64(),
        _ => throw new FormatException($"{type} {json.ValueKind} is no column of a table."),
    };
}
