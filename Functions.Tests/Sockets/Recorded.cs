using System.Text;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Sockets;

/// <summary>Reads the recorded requests of Web PubSub.</summary>
internal static class Recorded
{
    /// <summary>The key of the second signature in each recorded request.</summary>
    public const string AccessKey = "a+key/of+the+recorded+requests=";

    /// <summary>Returns a recorded request, after a change to its text.</summary>
    public static HttpRequestMessage Read(string name, Func<string, string> change)
    {
        var text = change(Repository.Read($"Functions.Tests/Sockets/recorded/{name}.http")).ReplaceLineEndings("\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..end].Split('\n');
        var first = lines[0].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(first[0]), first[1]);
        if (first[0] == "POST")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text[(end + 2)..]));
        }

        foreach (var line in lines.Skip(1).Select(line => line.Split(": ", 2)).Where(line => line[0] != "Host" && line[1].Length > 0))
        {
            if (!request.Headers.TryAddWithoutValidation(line[0], line[1]))
            {
                request.Content!.Headers.TryAddWithoutValidation(line[0], line[1]);
            }
        }

        return request;
    }

    /// <summary>Returns the text of a request with values in place of its placeholders.</summary>
    public static string Fill(string text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text.Replace("{user}", "anonymous", StringComparison.Ordinal).Replace("{state}", "", StringComparison.Ordinal);
    }
}
