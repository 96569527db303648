using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Serverless.Pages;

/// <summary>
/// A file that the app serves to browsers, from the resources of an assembly and kept in memory. Browsers ask with its ETag whether
/// theirs is still good, and hear 304.
/// </summary>
public sealed partial class Asset
{
    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly bool _isGzip;
    private readonly EntityTagHeaderValue _tag;

    private Asset(byte[] content, string contentType, bool isGzip = false)
    {
        _content = content;
        _contentType = contentType;
        _isGzip = isGzip;
        _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 16))}\"");
    }

    /// <summary>The Content-Security-Policy to serve it with; null for the strict one of every answer.</summary>
    public string? Policy { get; private set; }

    /// <summary>A file of this assembly.</summary>
    public static Asset Of(string resource, string contentType) => new(Read(typeof(Asset).Assembly, resource), contentType);

    /// <summary>A file that another assembly holds compressed by gzip.</summary>
    public static Asset Compressed(Assembly assembly, string resource, string contentType) => new(Read(assembly, resource), contentType, isGzip: true);

    /// <summary>A page of this folder. What it may do is what its policy says; its own inline script and style are allowed by their hashes.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="policy">The policy, with <c>{script}</c> and <c>{style}</c> for the hashes.</param>
    /// <param name="values">What stands in the page for names in braces.</param>
    public static Asset Page(string name, string policy, params IEnumerable<(string Name, string Value)> values)
    {
        var text = Encoding.UTF8.GetString(Read(typeof(Asset).Assembly, $"{typeof(Asset).Namespace}.{name}"));
        text = values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));
        var page = new Asset(Encoding.UTF8.GetBytes(text), "text/html; charset=utf-8");
        page.Policy = policy.Replace("{script}", page.Hash(Script()), StringComparison.Ordinal).Replace("{style}", page.Hash(Style()), StringComparison.Ordinal);
        return page;
    }

    /// <summary>Answers a GET or HEAD.</summary>
    public IResult Answer(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache"; // to be kept, and asked for again each time
        if (Policy is not null)
        {
            headers.ContentSecurityPolicy = Policy;
        }

        if (!_isGzip)
        {
            return Results.Bytes(_content, _contentType, entityTag: _tag);
        }

        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentEncoding = "gzip";
            return Results.Bytes(_content, _contentType, entityTag: _tag);
        }

        return Results.Stream(Decompress, _contentType);
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource {resource}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private async Task Decompress(Stream target)
    {
        await using var content = new GZipStream(new MemoryStream(_content), CompressionMode.Decompress);
        await content.CopyToAsync(target);
    }

    private string Hash(Regex element) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(element.Match(Encoding.UTF8.GetString(_content)).Groups[1].Value)))}'";

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
