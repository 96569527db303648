using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Serverless.Domain.Email;

/// <summary>Replaces placeholders in the texts of a template, as in <c>{{link}}</c>.</summary>
internal static partial class Placeholders
{
    // Texts of all alphabets stay readable; markup, quotes and control characters are encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Returns the names of the placeholders in a text.</summary>
    public static IEnumerable<string> In(string text) => Placeholder().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>Returns a plain text with the values. Values are inserted once: a placeholder inside a value stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The text contains a name without a value.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Fill(text, values, value => value);

    /// <summary>Returns HTML with the values, which are encoded.</summary>
    /// <exception cref="InvalidOperationException">The text contains a name without a value.</exception>
    public static string FillHtml(string html, IReadOnlyDictionary<string, string> values) => Fill(html, values, Encoder.Encode);

    /// <summary>Encodes a text for HTML.</summary>
    public static string Encode(string text) => Encoder.Encode(text);

    private static string Fill(string text, IReadOnlyDictionary<string, string> values, Func<string, string> encode) => Placeholder().Replace(text, match =>
        values.TryGetValue(match.Groups["name"].Value, out var value) ? encode(value)
        : throw new InvalidOperationException($"A template of an email names the unknown value {match.Groups["name"].Value}."));

    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
