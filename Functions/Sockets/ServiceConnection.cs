using System.Diagnostics.CodeAnalysis;

namespace Serverless.Sockets;

/// <summary>A Web PubSub resource, by address and key.</summary>
/// <param name="Endpoint">Its address.</param>
/// <param name="AccessKey">Its key.</param>
public sealed record ServiceConnection(Uri Endpoint, string AccessKey)
{
    /// <summary>Reads <c>Endpoint=…;AccessKey=…;Version=1.0;</c>, and <c>Port=…</c> where the address has none.</summary>
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

        // Tokens and frames travel there: never in the clear over a network.
        if (endpoint.Scheme != Uri.UriSchemeHttps && !(endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback))
        {
            return false;
        }

        connection = new(endpoint, key);
        return true;
    }

    /// <summary>Nothing: the key must not get into a log by accident.</summary>
    public override string ToString() => Endpoint.ToString();
}
