using System.Text.Json;
using System.Text.Unicode;

namespace Serverless.Api.Shared.Http;

/// <summary>Reads JSON that a client sent.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Parses JSON; an empty body gives an undefined element.</summary>
    /// <remarks>
    /// The reader validates UTF-8 inside strings and surrogate pairs in escapes only when the text is read. This method validates both,
    /// so that later steps can read every string.
    /// </remarks>
    public static bool TryParse(ReadOnlySpan<byte> body, out JsonElement json)
    {
        json = default;
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..]; // a byte order mark, which RFC 8259 allows readers to skip
        }

        if (body.IsEmpty)
        {
            return true;
        }

        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            json = JsonElement.Parse(body, Json);
            return body.IndexOf("\\u"u8) < 0 || HasReadableTexts(json);
        }
        // All exceptions, such as half a surrogate pair in the name of a member, are caused by the caller's bytes.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static bool HasReadableTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return json.GetString() is not null;
            case JsonValueKind.Array:
                return json.EnumerateArray().All(HasReadableTexts);
            case JsonValueKind.Object:
                return json.EnumerateObject().All(member => member.Name is not null && HasReadableTexts(member.Value));
            default:
                return true;
        }
    }
}
