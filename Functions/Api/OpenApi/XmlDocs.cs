using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Serverless.Api.OpenApi;

/// <summary>Reads doc comments for the generated documents, from the XML file that the compiler writes beside the assembly.</summary>
public sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _types;

    /// <summary>Reads the doc comments of this assembly.</summary>
    /// <exception cref="FileNotFoundException">Thrown when the assembly was built without the XML file, as in the Azure build.</exception>
    public XmlDocs() => _types = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{typeof(XmlDocs).Assembly.GetName().Name}.xml")).Descendants("member")
        .Where(member => member.Attribute("name")!.Value[0] is 'T' or 'F')
        .ToDictionary(member => member.Attribute("name")!.Value[2..]);

    /// <summary>Returns the summary of a type as Markdown.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the type has no summary.</exception>
    public string Summary(Type type) => Find(type)?.Element("summary") is { } summary ? Plain(summary) : throw new InvalidOperationException($"{type} has no summary.");

    /// <summary>Returns the description of a member of a positional record; null if there is none.</summary>
    public string? Member(Type record, string name) =>
        Find(record)?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == name) is { } found ? Plain(found) : null;

    /// <summary>Returns the summary of a value of an enumeration as Markdown.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the value has no summary.</exception>
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
