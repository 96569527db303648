using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// A file that the build compressed with brotli and gzip. Clients get the smallest form that they accept. Each form has an ETag of its own, because its
/// bytes differ. The plain form is made when the first client asks for it.
/// </summary>
public sealed class PrecompressedFile
{
    private readonly string _contentType;
    private readonly Lazy<Form> _brotli;
    private readonly Lazy<Form> _gzip;
    private readonly Lazy<Form> _plain;

    /// <summary>Creates a file.</summary>
    /// <param name="contentType">The content type.</param>
    /// <param name="brotli">Reads the form that brotli compressed.</param>
    /// <param name="gzip">Reads the form that gzip compressed.</param>
    public PrecompressedFile(string contentType, Func<byte[]> brotli, Func<byte[]> gzip)
    {
        _contentType = contentType;
        _brotli = new(() => new Form(brotli(), "br"));
        _gzip = new(() => new Form(gzip(), "gzip"));
        _plain = new(() => new Form(Decompress(gzip()), null));
    }

    /// <summary>Returns the response to a GET or HEAD request. The caller sets the headers for caches.</summary>
    public IResult Answer(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var form = (Takes(request, "br") ? _brotli : Takes(request, "gzip") ? _gzip : _plain).Value;
        if (form.Encoding is not null)
        {
            headers.ContentEncoding = form.Encoding;
        }

        return Results.Bytes(form.Bytes, _contentType, entityTag: form.Tag);
    }

    private static bool Takes(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && accepted.Quality != 0);

    private static byte[] Decompress(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The content in one encoding.</summary>
    private sealed class Form(byte[] bytes, string? encoding)
    {
        public byte[] Bytes => bytes;

        public string? Encoding => encoding;

        public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
    }
}
