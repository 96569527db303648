using System.Text.RegularExpressions;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;

namespace Serverless.Tests.Rules;

/// <summary>Checks the texts of the console. Every language has every text, with the values that the English one has, and no text is left over.</summary>
public sealed partial class ConsoleTexts
{
    private const string Folder = "Console/src/language/";

    private static readonly string[] Languages =
    [
        .. Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && Repository.Read(file).Contains("\nexport const messages", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The beginnings of reasons that users never see in the console: it makes no such call, or shows a dialog or another page.</summary>
    private static readonly string[] Unmet =
    [
        "unsupported_content_type", "http_method_not_allowed", "body_", "invalid_parameters", "method_not_found", "upload_", // the console makes well-formed calls
        "email_template_invalid", // the server's message names the invalid part of a template
        "reauthentication_required", "second_factor_required", // a dialog or a page asks for the proof
    ];

    private static readonly Dictionary<string, string> English = Texts("en");

    private static readonly string Sources = string.Concat(Repository.Files
        .Where(file => file.StartsWith("Console/src/", StringComparison.Ordinal) && !Languages.Contains(Path.GetFileNameWithoutExtension(file)))
        .Select(Repository.Read));

    public static TheoryData<string> Translations => [.. Languages.Except(["en"])];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_language_has_every_text_with_its_values(string language)
    {
        var texts = Texts(language);
        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(texts.Keys, name => !Values(texts[name]).SetEquals(Values(English[name])));
        Assert.DoesNotContain(texts.Values, string.IsNullOrWhiteSpace);
    }

    [Fact]
    public void Every_language_can_be_chosen() =>
        Assert.All(Languages, language => Assert.Contains($"{language}: () => import('./{language}')", Repository.Read(Folder + "index.ts"), StringComparison.Ordinal));

    [Fact]
    public void Every_email_has_a_name()
    {
        var missing = EmailKind.All.Select(kind => $"template.{kind.Name}").Except(English.Keys).ToList();
        Assert.True(missing.Count == 0, $"Add {string.Join(", ", missing)} to every file of {Folder}: the page with the templates of emails shows it.");
    }

    [Fact]
    public void Every_text_is_used() => Assert.DoesNotContain(English.Keys, name => !IsUsed(name));

    [Fact]
    public void Every_text_about_a_failure_belongs_to_a_reason()
    {
        Assert.NotEmpty(Explained());
        Assert.Empty(Explained().Except(Reasons()));
    }

    [Fact]
    public void Every_reason_that_people_can_meet_has_a_text()
    {
        var unmet = Reasons().Where(reason => Unmet.Any(family => reason.StartsWith(family, StringComparison.Ordinal))).ToList();
        Assert.Empty(Reasons().Except(unmet).Except(Explained()));
        Assert.Empty(Explained().Intersect(unmet));
        Assert.All(Unmet, family => Assert.Contains(unmet, reason => reason.StartsWith(family, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_event_of_the_audit_log_has_a_text() =>
        Assert.Equal(AuditEventName.All.Select(one => one.Name).Order(StringComparer.Ordinal), English.Keys.Where(IsAboutAnEvent).Select(name => name["event.".Length..]).Order(StringComparer.Ordinal));

    private static List<string> Explained() => [.. English.Keys.Where(IsAboutAReason).Select(name => name["error.".Length..])];

    // The first table. The second has the details of parameters, which are for programs.
    private static List<string> Reasons() => [.. Reason().Matches(Repository.Read("docs/reference/errors.md").Split("## Details")[0]).Select(match => match.Groups[1].Value)];

    private static Dictionary<string, string> Texts(string language)
    {
        var texts = Text().Matches(Repository.Read($"{Folder}{language}.ts")).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.True(texts.Count > 100, "The texts were not found.");
        return texts;
    }

    private static HashSet<string> Values(string text) => [.. Value().Matches(text).Select(match => match.Value)];

    // Names are written out, except those that are built from a reason, from an event or its actor, from why a session ended, or from the name of an email.
    private static bool IsUsed(string name) => Sources.Contains($"'{name}'", StringComparison.Ordinal) || IsAboutAReason(name) || IsAboutAnEvent(name)
        || name.StartsWith("ended.", StringComparison.Ordinal) || name.StartsWith("audit.kind.", StringComparison.Ordinal) || name.StartsWith("template.", StringComparison.Ordinal);

    private static bool IsAboutAnEvent(string name) => name.StartsWith("event.", StringComparison.Ordinal);

    private static bool IsAboutAReason(string name) => name.StartsWith("error.", StringComparison.Ordinal) && name is not ("error.title" or "error.offline" or "error.browser" or "error.unexpected");

    [GeneratedRegex(@"^  '([^']+)': '((?:\\.|[^'\\])*)',$", RegexOptions.Multiline)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Reason();
}
