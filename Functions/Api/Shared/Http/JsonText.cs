using System.Text.Json;
using System.Text.Unicode;

namespace Serverless.Api.Shared.Http;

/// <summary>Reads JSON that a client sent.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Parses JSON; an undefined element if it is empty.</summary>
    /// <remarks>
    /// The reader checks neither UTF-8 inside strings nor pairs of surrogates in escapes until somebody asks for the text; both are
    /// checked here, so that no step after this one meets a string that cannot be read.
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
        // Every exception, such as half a surrogate pair in the name of a member: the bytes are the caller's.
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
