using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Serverless.Domain.Email;

/// <summary>A text of Email/Templates with <c>{{name}}</c> in place of values. In an .html template every value is encoded.</summary>
public sealed partial class Template
{
    // EmailComposer of all alphabets stay readable; markup, quotes and control characters are encoded.
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string _name;
    private readonly string _text;

    /// <summary>Reads a template from the resources.</summary>
    /// <param name="name">A file of Email/Templates, as in <c>confirm-email.html</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such template.</exception>
    public Template(string name)
    {
        Stream stream = typeof(Template).Assembly.GetManifestResourceStream(typeof(Template), $"Templates.{name}")
            ?? throw new InvalidOperationException($"There is no mail template {name}.");
        using var reader = new StreamReader(stream);
        _name = name;
        _text = reader.ReadToEnd();
    }

    /// <summary>Returns the text with the values. Values are inserted once: a placeholder inside a value stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The template contains a name without a value, or does not use a given value.</exception>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        var unused = values.Keys.ToHashSet(StringComparer.Ordinal);
        string rendered = Placeholder().Replace(_text, match =>
        {
            string key = match.Groups["name"].Value;
            unused.Remove(key);
            return values.TryGetValue(key, out string? value)
                ? Encode(value)
                : throw new InvalidOperationException($"The mail template {_name} names the unknown value {key}.");
        });
        return unused.Count == 0
            ? rendered
            : throw new InvalidOperationException($"The mail template {_name} does not use {string.Join(", ", unused)}.");
    }

    private string Encode(string value) => _name.EndsWith(".html", StringComparison.Ordinal) ? Html.Encode(value) : value;

    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
