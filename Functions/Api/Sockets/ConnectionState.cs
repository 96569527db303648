using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Serverless.Api.Shared;
using Serverless.Security;

namespace Serverless.Api.Sockets;

/// <summary>
/// Contains what later events of a connection need: the key of the credential's row, the IP address and the user agent. The service keeps the state, so it
/// never contains the credential itself. A part of its hash tells the secrets of an API token apart. It is JSON in Base64, because it travels in a header.
/// </summary>
/// <param name="credential">The key of the credential, or null for an anonymous connection.</param>
/// <param name="address">The client's IP address, or null if it is not known.</param>
/// <param name="userAgent">The client's user agent, or null if it did not send one.</param>
public sealed class ConnectionState(CredentialKey? credential, IPAddress? address, string? userAgent)
{
    /// <summary>The header that carries the state.</summary>
    public const string Header = "ce-connectionState";

    private const int LongestUserAgent = 200;

    private static readonly ConnectionState Unknown = new(null, null, null);

    /// <summary>Gets the key of the credential, or null for an anonymous connection.</summary>
    public CredentialKey? Credential => credential;

    /// <summary>Gets the client's IP address, or null if it is not known.</summary>
    public IPAddress? Address => address;

    /// <summary>Gets the client's user agent, or null if it did not send one.</summary>
    public string? UserAgent => userAgent;

    /// <summary>Returns the value of the header.</summary>
    public string Format()
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (credential is not null)
            {
                json.WriteString("kind"u8, credential.Kind == CredentialKind.ApiToken ? "token"u8 : "session"u8);
                json.WriteString("user"u8, credential.UserId.ToString(CultureInfo.InvariantCulture));
                json.WriteString("record"u8, credential.RecordId.ToString(CultureInfo.InvariantCulture));
                if (credential.SecretMark is { } mark)
                {
                    json.WriteString("secret"u8, mark.ToString(CultureInfo.InvariantCulture));
                }
            }

            if (address is not null)
            {
                json.WriteString("address"u8, address.ToString());
            }

            if (userAgent is not null)
            {
                json.WriteString("agent"u8, userAgent.Length <= LongestUserAgent ? userAgent : userAgent[..LongestUserAgent]);
            }

            json.WriteEndObject();
        }

        return Convert.ToBase64String(text.WrittenSpan);
    }

    /// <summary>Returns the state from a header that <see cref="Format"/> returned. A malformed header gives the state of an anonymous connection.</summary>
    public static ConnectionState Parse(string header)
    {
        try
        {
            var json = JsonElement.Parse(Convert.FromBase64String(header));
            var credential = Text("kind") is { } kind && long.TryParse(Text("user"), CultureInfo.InvariantCulture, out var user) && long.TryParse(Text("record"), CultureInfo.InvariantCulture, out var record)
                ? new CredentialKey(kind == "token" ? CredentialKind.ApiToken : CredentialKind.Session, user, record, long.TryParse(Text("secret"), CultureInfo.InvariantCulture, out var mark) ? mark : null)
                : null;
            return new(credential, IPAddress.TryParse(Text("address"), out var address) ? address : null, Text("agent"));

            string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (Exception broken) when (broken is FormatException or JsonException or InvalidOperationException)
        {
            return Unknown;
        }
    }
}
