using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Serverless.Domain.Settings;

/// <summary>Represents the logo of the site: a small PNG, JPEG or WebP image. SVG is refused, because it can contain scripts.</summary>
/// <param name="Content">The bytes of the image.</param>
/// <param name="Extension">The file name extension of its format: <c>png</c>, <c>jpg</c> or <c>webp</c>.</param>
public sealed record SiteLogo(ReadOnlyMemory<byte> Content, string Extension)
{
    /// <summary>The largest image, in bytes. As base64, it fits into the body of a call; as it is, into a column.</summary>
    public const int MaximumSize = 40_000;

    /// <summary>The path of the images, which the file name follows.</summary>
    public const string Folder = "/api/site/logo/";

    private const int HashLength = 16;

    /// <summary>Gets the file name: the beginning of the hash of the content, and the extension. Another image has another name.</summary>
    public string Name => $"{Convert.ToHexStringLower(SHA256.HashData(Content.Span).AsSpan(0, HashLength))}.{Extension}";

    /// <summary>Returns the content type of an image by its file name; null for a name that no image can have.</summary>
    public static string? ContentTypeOf(string name) =>
        name.Length > HashLength * 2 && name.AsSpan(0, HashLength * 2).IndexOfAnyExceptInRange('0', 'f') < 0
            ? name[(HashLength * 2)..] switch { ".png" => "image/png", ".jpg" => "image/jpeg", ".webp" => "image/webp", _ => null }
            : null;

    /// <summary>Reads an image in base64.</summary>
    /// <param name="text">The text, with or without the beginning of a data URL.</param>
    /// <param name="logo">The image.</param>
    /// <returns>Whether the text is an image of an allowed format and size. The format is told by the first bytes.</returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out SiteLogo? logo)
    {
        logo = null;
        var base64 = text.StartsWith("data:image/", StringComparison.Ordinal) ? text.AsSpan(text.IndexOf(',', StringComparison.Ordinal) + 1) : text;
        if (base64.Length > (MaximumSize + 3) * 4 / 3)
        {
            return false;
        }

        var content = new byte[MaximumSize + 3];
        if (!Convert.TryFromBase64Chars(base64, content, out var size) || size > MaximumSize || ExtensionOf(content.AsSpan(0, size)) is not { } extension)
        {
            return false;
        }

        logo = new SiteLogo(content.AsMemory(0, size), extension);
        return true;
    }

    private static string? ExtensionOf(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "jpg"
        : content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? "webp"
        : null;
}
