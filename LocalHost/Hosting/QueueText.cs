using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;

namespace Serverless.LocalHost;

/// <summary>Converts a queue message for a function.</summary>
internal static class QueueText
{
    /// <exception cref="FormatException">The message is not base64, although host.json sets base64.</exception>
    public static string Decode(QueueMessage message, QueueSettings settings)
    {
        var text = message.Body.ToString();
        return settings.IsBase64 ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : text;
    }

    /// <summary>Returns the values under the names of the real host. Values other than text are JSON, as for an isolated worker.</summary>
    public static Dictionary<string, object?> BindingData(QueueMessage message, string text) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = text,
        ["Id"] = message.MessageId,
        ["PopReceipt"] = message.PopReceipt,
        ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["InsertionTime"] = JsonSerializer.Serialize(message.InsertedOn),
        ["ExpirationTime"] = JsonSerializer.Serialize(message.ExpiresOn),
        ["NextVisibleTime"] = JsonSerializer.Serialize(message.NextVisibleOn),
    };
}
