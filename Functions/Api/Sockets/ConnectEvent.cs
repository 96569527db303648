using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Http;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>
/// Handles the event of a client that connects (rpc.md 2.1). The client's first subprotocol names the protocol, and the second is the token. A client with an
/// invalid token gets an anonymous connection and no error.
/// </summary>
public sealed class ConnectEvent(CredentialCheck check, HandshakeOrigin origin, SocketService service, ClientAddress clientAddress, RequiredFactor requiredFactor)
{
    /// <summary>The user id of anonymous connections.</summary>
    public const string Anonymous = "anonymous";

    private const string Subprotocol = "jsonrpc_2.0";

    /// <summary>Returns the response to the event.</summary>
    public async Task<IResult> Answer(EventRequest sent)
    {
        var (body, refusal) = await RequestBody.Read(sent.Request);
        if (refusal != 0 || !BodyDecoding.Parse(body, isMessagePack: false, out var json) || json.ValueKind != JsonValueKind.Object || Items(json, "subprotocols") is not [Subprotocol, ..] protocols)
        {
            return Results.BadRequest();
        }

        var headers = json.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        if (!origin.Allows(Header(headers, "Origin"), Header(headers, "Host")))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var address = Address(headers);
        var (caller, wait) = await check.Run(protocols.ElementAtOrDefault(1), () => address, CancellationToken.None);
        if (wait is not null)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var state = new ConnectionState(CredentialKey.Of(caller), address, Header(headers, "User-Agent"));
        // A caller that lacks a required second factor can add one over the socket, and receives nothing else.
        var receiver = await requiredFactor.IsMissing(caller, CancellationToken.None) ? Caller.Guest : caller;
        return new EventAnswer(Describe(receiver), "application/json", state.Format());
    }

    private static ReadOnlyMemory<byte> Describe(Caller caller)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("subprotocol"u8, Subprotocol);
            json.WriteString("userId"u8, caller.IsGuest ? Anonymous : caller.UserId.ToString(CultureInfo.InvariantCulture));
            json.WriteStartArray("groups"u8);
            foreach (var group in Groups(caller))
            {
                json.WriteStringValue(group);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static IEnumerable<string> Groups(Caller caller)
    {
        yield return SocketGroups.All;
        if (CredentialKey.Of(caller) is not { } credential)
        {
            yield return SocketGroups.Guests;
            yield break;
        }

        yield return SocketGroups.User(caller.UserId);
        yield return SocketGroups.Credential(credential.RecordId);
        yield return SocketGroups.Users;
        if (caller.IsRoot)
        {
            yield return SocketGroups.Root;
        }

        foreach (var permission in caller.Permissions)
        {
            yield return SocketGroups.Permission(permission);
        }
    }

    /// <summary>
    /// Returns the client's IP address. The local host adds the peer of the connection to X-Forwarded-For, after the entries of the trusted proxies. So the
    /// address is one more entry from the right there.
    /// </summary>
    private IPAddress? Address(JsonElement headers) =>
        ClientAddress.Entry(Header(headers, "X-Forwarded-For") ?? "", Math.Max(1, clientAddress.TrustedProxies + (service.IsLocal ? 1 : 0)));

    private static List<string> Items(JsonElement json, string name) => json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
        ? [.. items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

    /// <summary>Returns a header of the client's request. Its name is case-insensitive, and its value is a string or an array of strings.</summary>
    private static string? Header(JsonElement headers, string name)
    {
        if (headers.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var value = headers.EnumerateObject().FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString())) is { Length: > 0 } text ? text : null,
            _ => null,
        };
    }
}
