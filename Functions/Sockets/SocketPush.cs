using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Sockets;

/// <summary>Represents a push to the connections of a group: a close, or the event that tells of notifications.</summary>
/// <param name="Group">The group.</param>
/// <param name="IsClose">Whether the connections are closed. If false, they get the event that tells of notifications.</param>
public sealed record SocketPush([property: JsonRequired] string Group, [property: JsonRequired] bool IsClose)
{
    /// <summary>Returns the text of the queue message that repeats the push.</summary>
    public string Format() => JsonSerializer.Serialize(this, SocketPushJson.Default.SocketPush);

    /// <summary>Returns the push of a text that <see cref="Format"/> returned, or null if the text is of another message.</summary>
    public static SocketPush? Parse(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, SocketPushJson.Default.SocketPush);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Provides the JSON serialization of <see cref="SocketPush"/>.</summary>
[JsonSerializable(typeof(SocketPush))]
internal sealed partial class SocketPushJson : JsonSerializerContext;
