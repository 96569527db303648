using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Serverless.Api.Pages;

/// <summary>
/// A file that the app serves to browsers, from the resources of an assembly and kept in memory. Browsers revalidate a cached file with its
/// ETag, and receive 304 if the file is unchanged.
/// </summary>
public sealed partial class Asset
{
    private readonly Lazy<Form> _plain;
    private readonly Lazy<Form> _gzip;
    private readonly string _contentType;

    private Asset(Func<byte[]> plain, Func<byte[]> gzip, string contentType) =>
        (_plain, _gzip, _contentType) = (new(() => new Form(plain())), new(() => new Form(gzip())), contentType);

    /// <summary>Gets the Content-Security-Policy of the file; null for the strict policy of all responses.</summary>
    public string? Policy { get; private set; }

    /// <summary>Returns a file of this assembly.</summary>
    public static Asset Of(string resource, string contentType)
    {
        var content = Read(typeof(Asset).Assembly, resource);
        return new Asset(() => content, () => Compress(content), contentType);
    }

    /// <summary>Returns a file that another assembly contains in gzip format.</summary>
    public static Asset Compressed(Assembly assembly, string resource, string contentType)
    {
        var compressed = Read(assembly, resource);
        return new Asset(() => Decompress(compressed), () => compressed, contentType);
    }

    /// <summary>Returns a page of this folder. Its policy declares what the page may do, and allows its inline script and style by their hashes.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="policy">The policy, with <c>{script}</c> and <c>{style}</c> for the hashes.</param>
    /// <param name="values">The values that replace names in braces in the page.</param>
    public static Asset Page(string name, string policy, params IEnumerable<(string Name, string Value)> values)
    {
        var text = Encoding.UTF8.GetString(Read(typeof(Asset).Assembly, $"{typeof(Asset).Namespace}.{name}"));
        var content = Encoding.UTF8.GetBytes(values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal)));
        var page = new Asset(() => content, () => Compress(content), "text/html; charset=utf-8");
        page.Policy = policy.Replace("{script}", page.Hash(Script()), StringComparison.Ordinal).Replace("{style}", page.Hash(Style()), StringComparison.Ordinal);
        return page;
    }

    /// <summary>Returns the response to a GET or HEAD request.</summary>
    public IResult Answer(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache"; // the file is cached and revalidated each time
        if (Policy is not null)
        {
            headers.ContentSecurityPolicy = Policy;
        }

        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var isGzip = TakesGzip(request);
        var form = isGzip ? _gzip.Value : _plain.Value;
        if (isGzip)
        {
            headers.ContentEncoding = "gzip";
        }

        return Results.Bytes(form.Bytes, _contentType, entityTag: form.Tag);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality != 0);

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource {resource}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static byte[] Compress(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    private static byte[] Decompress(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private string Hash(Regex element) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(element.Match(Encoding.UTF8.GetString(_plain.Value.Bytes)).Groups[1].Value)))}'";

    /// <summary>The content in one encoding. Each encoding has a separate ETag, because its bytes differ.</summary>
    private sealed class Form(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
