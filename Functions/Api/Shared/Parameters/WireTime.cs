using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Api.Shared.Parameters;

/// <summary>Converts times on the wire: ISO 8601 in UTC with exactly three decimals, as in <c>2015-06-06T14:20:57.024Z</c>.</summary>
internal sealed class WireTime : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));

    /// <summary>Returns a time as it is on the wire.</summary>
    public static string Text(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
