using System.Text;

namespace Serverless.Benchmarks.Load;

/// <summary>A request as the bytes that are sent.</summary>
/// <param name="Port">The port of the server, on 127.0.0.1.</param>
/// <param name="Bytes">The head and the body.</param>
internal sealed record PreparedRequest(int Port, byte[] Bytes)
{
    /// <summary>Returns a GET request without a body.</summary>
    public static PreparedRequest Get(Uri url, params ReadOnlySpan<string> headers) => Create("GET", url, headers, null);

    /// <summary>Returns a POST request with a JSON body.</summary>
    public static PreparedRequest Post(Uri url, string json, params ReadOnlySpan<string> headers) => Create("POST", url, headers, json);

    private static PreparedRequest Create(string verb, Uri url, ReadOnlySpan<string> headers, string? json)
    {
        var text = new StringBuilder($"{verb} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n");
        foreach (var header in headers)
        {
            text.Append(header).Append("\r\n");
        }

        if (json is not null)
        {
            text.Append("Content-Type: application/json\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(json)).Append("\r\n");
        }

        return new(url.Port, Encoding.UTF8.GetBytes(text.Append("\r\n").Append(json).ToString()));
    }
}
