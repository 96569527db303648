using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Domain.Languages;

namespace Serverless.Domain.Email;

/// <summary>Provides the texts of emails in one language, from <c>Email/Languages/&lt;tag&gt;.json</c>.</summary>
internal sealed partial class EmailTexts
{
    private static readonly FrozenDictionary<string, EmailTexts> Languages = Locale.All.ToFrozenDictionary(tag => tag, tag => new EmailTexts(tag));

    private readonly FrozenDictionary<string, string> _texts;

    private EmailTexts(string language)
    {
        using var file = JsonDocument.Parse(EmailFiles.Read($"Languages.{language}.json"));
        Language = language;
        _texts = file.RootElement.EnumerateObject().ToFrozenDictionary(text => text.Name, text => text.Value.GetString()!, StringComparer.Ordinal);
    }

    /// <summary>Gets the tag of the language.</summary>
    public string Language { get; }

    /// <summary>Gets the names of the texts.</summary>
    public IEnumerable<string> Names => _texts.Keys;

    /// <summary>Gets a text.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string this[string name] => _texts.TryGetValue(name, out var text) ? text : throw new KeyNotFoundException($"Language {Language} has no text {name}.");

    /// <summary>Returns the texts of a language. A tag that this version does not know has the texts of the default language.</summary>
    public static EmailTexts Of(string? language) => Languages.GetValueOrDefault(language ?? Locale.Default) ?? Languages[Locale.Default];

    /// <summary>Returns the greeting of a user. See <see cref="DisplayName.Shown"/> for names that are left out.</summary>
    public string Greeting(string? userName) => DisplayName.Shown(userName ?? "") is { } name ? Fill("greeting.name", ("name", name)) : this["greeting"];

    /// <summary>Returns a time in UTC.</summary>
    public string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString(this["time.format"], CultureInfo.InvariantCulture) ?? this["unknown"];

    /// <summary>Returns the name of a program, see <see cref="DisplayName.Program"/>.</summary>
    public string Device(string? device)
    {
        var (program, system) = DisplayName.Program(device);
        return program is null ? this["unknown"] : system is null ? program : Fill("device.on", ("program", program), ("system", system));
    }

    /// <summary>Returns a time span of whole hours or days.</summary>
    public string Lifetime(TimeSpan lifetime)
    {
        var (name, count) = lifetime.TotalHours <= 48 ? ("lifetime.hours", lifetime.TotalHours) : ("lifetime.days", lifetime.TotalDays);
        return lifetime.TotalHours == 1 ? this["lifetime.hour"] : Fill(name, ("count", count.ToString("0", CultureInfo.InvariantCulture)));
    }

    /// <summary>Replaces the names of texts in a template, as in <c>[[link.copy]]</c>. Placeholders for values stay as they are.</summary>
    /// <param name="template">The template.</param>
    /// <param name="isHtml">Whether the template is HTML. Texts are then encoded.</param>
    public string Translate(string template, bool isHtml) => SpaceAfterWideMark().Replace(
        Reference().Replace(template, match => this[match.Groups["name"].Value] is var text && isHtml ? Encode(text) : text), "");

    private static string Encode(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private string Fill(string name, params IEnumerable<(string Name, string Value)> values) =>
        Placeholders.Fill(this[name], values.ToDictionary(value => value.Name, value => value.Value));

    // Chinese writes no space after a punctuation mark.
    [GeneratedRegex("(?<=[。：？！；，]) ")]
    private static partial Regex SpaceAfterWideMark();

    [GeneratedRegex(@"\[\[(?<name>[^\[\]]*)\]\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
