using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Serverless.Api.OpenApi;

/// <summary>What the doc comments say, for documents made of them: from the XML file that the compiler writes beside the assembly.</summary>
public sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _types;

    /// <summary>Reads the comments of this assembly.</summary>
    /// <exception cref="FileNotFoundException">It was built without them, as the Azure build is.</exception>
    public XmlDocs() => _types = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{typeof(XmlDocs).Assembly.GetName().Name}.xml")).Descendants("member")
        .Where(member => member.Attribute("name")!.Value[0] is 'T' or 'F')
        .ToDictionary(member => member.Attribute("name")!.Value[2..]);

    /// <summary>The summary of a type as Markdown.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public string Summary(Type type) => Find(type)?.Element("summary") is { } summary ? Plain(summary) : throw new InvalidOperationException($"{type} has no summary.");

    /// <summary>What is said of a member of a positional record; null if nothing is.</summary>
    public string? Member(Type record, string name) =>
        Find(record)?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == name) is { } found ? Plain(found) : null;

    /// <summary>The summary of a value of an enumeration as Markdown.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public string Value<T>(T value)
        where T : struct, Enum =>
        _types.GetValueOrDefault($"{typeof(T).FullName}.{value}")?.Element("summary") is { } summary ? Plain(summary) : throw new InvalidOperationException($"{typeof(T)}.{value} has no summary.");

    private XElement? Find(Type type) => _types.GetValueOrDefault(type.FullName!.Replace('+', '.'));

    private static string Plain(XElement comment)
    {
        var text = string.Concat(comment.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement see => (see.Attribute("cref") ?? see.Attribute("langword"))?.Value.Split('.', ':')[^1] ?? see.Value,
            _ => node.ToString(),
        }));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
