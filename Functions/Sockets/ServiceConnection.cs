using System.Diagnostics.CodeAnalysis;

namespace Serverless.Sockets;

/// <summary>Represents the connection string of a Web PubSub resource.</summary>
/// <param name="Endpoint">The URL of the resource.</param>
/// <param name="AccessKey">The access key of the resource.</param>
public sealed record ServiceConnection(Uri Endpoint, string AccessKey)
{
    /// <summary>
    /// Parses <c>Endpoint=…;AccessKey=…;Version=1.0;</c>. An optional <c>Port=…</c> sets the port of the endpoint. Returns false if the text is not valid.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServiceConnection? connection)
    {
        connection = null;
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [var name, var value] || !parts.TryAdd(name, value))
            {
                return false;
            }
        }

        if (!Uri.TryCreate(parts.GetValueOrDefault("Endpoint"), UriKind.Absolute, out var endpoint) || parts.GetValueOrDefault("AccessKey") is not { Length: > 0 } key)
        {
            return false;
        }

        if (ushort.TryParse(parts.GetValueOrDefault("Port"), out var port))
        {
            endpoint = new UriBuilder(endpoint) { Port = port }.Uri;
        }

        // Tokens and frames must not cross a network without encryption, so http is valid only on this machine.
        if (endpoint.Scheme != Uri.UriSchemeHttps && !(endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback))
        {
            return false;
        }

        connection = new(endpoint, key);
        return true;
    }

    /// <summary>Returns the URL alone, so that the key does not get into a log by accident.</summary>
    public override string ToString() => Endpoint.ToString();
}
