using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Serverless.Api.Shared.Http;

/// <summary>The type of a body, as its <c>Content-Type</c> declares it.</summary>
internal enum BodyType
{
    /// <summary>A type that no family accepts.</summary>
    Unsupported,

    /// <summary>JSON in UTF-8, or no type (rpc.md 1.1).</summary>
    Json,

    /// <summary>MessagePack.</summary>
    MessagePack,

    /// <summary>An upload, or a form with several parts (<c>multipart/form-data</c>).</summary>
    Multipart,

    /// <summary>A URL-encoded form (<c>application/x-www-form-urlencoded</c>).</summary>
    Form,
}

/// <summary>Reads the headers that describe a body.</summary>
internal static class BodyTypes
{
    /// <summary>Returns the type that a <c>Content-Type</c> names. A character set other than UTF-8 and unknown parameters make it unsupported.</summary>
    public static BodyType Of(string? contentType) => contentType switch
    {
        null or "" or "application/json" => BodyType.Json,
        "application/msgpack" => BodyType.MessagePack,
        _ => MediaTypeHeaderValue.TryParse(contentType, out var type) ? Of(type) : BodyType.Unsupported,
    };

    /// <summary>Returns whether the body is compressed or otherwise encoded. No family accepts such a body.</summary>
    public static bool IsEncoded(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
    }

    private static BodyType Of(MediaTypeHeaderValue type) => type.MediaType.Value?.ToLowerInvariant() switch
    {
        "application/json" when HasNothingButUtf8(type) => BodyType.Json,
        "application/msgpack" when type.Parameters.Count == 0 => BodyType.MessagePack,
        "application/x-www-form-urlencoded" when HasNothingButUtf8(type) => BodyType.Form,
        "multipart/form-data" => BodyType.Multipart,
        _ => BodyType.Unsupported,
    };

    private static bool HasNothingButUtf8(MediaTypeHeaderValue type) =>
        type.Parameters.Count == 0
        || (type.Parameters.Count == 1 && HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
