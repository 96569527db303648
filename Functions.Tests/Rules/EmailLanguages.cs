using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Domain.Languages;

namespace Serverless.Tests.Rules;

/// <summary>Checks the texts of emails. Every language has every text, with the values that the English one has, and no text is left over.</summary>
public sealed partial class EmailLanguages
{
    private const string Folder = "Functions/Domain/Email/";

    private static readonly Dictionary<string, string> English = Texts("en");

    public static TheoryData<string> All => [.. Locale.All];

    [Fact]
    public void Every_language_has_a_file_and_every_file_a_language()
    {
        var files = Repository.Files.Where(file => file.StartsWith(Folder + "Languages/", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
        Assert.True(files.SequenceEqual(Locale.All), $"Locale.All must list the files of {Folder}Languages/ in this order: {string.Join(", ", files)}.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_language_has_every_text_with_its_values(string language)
    {
        var texts = Texts(language);
        Assert.Equal(English.Keys, texts.Keys);
        Assert.DoesNotContain(texts, text => !Values(text.Value).SequenceEqual(Values(English[text.Key])));
        Assert.DoesNotContain(texts.Values, text => string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl) || text.Contains("[[", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_text_is_used()
    {
        var sources = string.Concat(Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && !file.Contains("/Languages/", StringComparison.Ordinal)).Select(Repository.Read));
        // Names of subjects and of security events are made from the name of the email and of the event.
        Assert.DoesNotContain(English.Keys, name => name != "language" && !name.EndsWith(".subject", StringComparison.Ordinal) && !name.StartsWith("notice.", StringComparison.Ordinal)
            && !name.StartsWith("advice.", StringComparison.Ordinal) && !sources.Contains($"[[{name}]]", StringComparison.Ordinal) && !sources.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Texts(string language)
    {
        using var file = JsonDocument.Parse(Repository.Read($"{Folder}Languages/{language}.json"));
        return file.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!);
    }

    private static IEnumerable<string> Values(string text) => Value().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\{\w+\}\}")]
    private static partial Regex Value();
}
