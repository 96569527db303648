using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Sockets;

/// <summary>Something to be done to the connections of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="IsClose">Whether they are closed; else they are told that there are notifications.</param>
public sealed record SocketPush([property: JsonRequired] string Group, [property: JsonRequired] bool IsClose)
{
    /// <summary>Returns the text of a message that asks for it.</summary>
    public string Format() => JsonSerializer.Serialize(this, SocketPushJson.Default.SocketPush);

    /// <summary>Reads what <see cref="Format"/> wrote; null if the message is another one.</summary>
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

/// <summary>How <see cref="SocketPush"/> is written.</summary>
[JsonSerializable(typeof(SocketPush))]
internal sealed partial class SocketPushJson : JsonSerializerContext;
