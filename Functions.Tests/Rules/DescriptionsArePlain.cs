using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that descriptions in openapi.json are plain English and can each be read alone, and that pages have no banned words.</summary>
public sealed partial class DescriptionsArePlain
{
    private const int MostWords = 30;

    private static readonly string[] Names = ["description", "summary"];

    [Fact]
    public void No_description_uses_a_banned_word() => Assert.Empty(
        from text in Texts()
        from Match word in Banned().Matches(Code().Replace(text, ""))
        select $"\"{word.Value}\" in: {text}");

    [Fact]
    public void No_sentence_is_long() => Assert.Empty(
        from text in Texts()
        from sentence in End().Split(Code().Replace(text, "x"))
        where Words().Count(sentence) > MostWords
        select sentence);

    /// <summary>The pages, except the contract, which quotes the original server, and the glossary, which lists the words to avoid.</summary>
    public static TheoryData<string> Pages => [.. Repository.Files.Where(file =>
        file.EndsWith(".md", StringComparison.Ordinal) && !file.StartsWith("docs/contract/", StringComparison.Ordinal) && file != "docs/glossary.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_page_uses_a_banned_word(string page)
    {
        var text = Block().Replace(Repository.Read(page), "");
        Assert.Empty(BannedInPages().Matches(Code().Replace(text, "")).Select(word => word.Value));
    }

    private static IEnumerable<string> Texts()
    {
        using var document = JsonDocument.Parse(Repository.Read("openapi.json"));
        return [.. Texts(document.RootElement).Distinct()];
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Value.ValueKind == JsonValueKind.String ? Names.Where(name => name == member.Name).Select(_ => member.Value.GetString()!) : Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        _ => [],
    };

    // A person is "the user" or "they". A message to a mailbox is an "email". A description does not refer to its neighbours.
    [GeneratedRegex(@"\b(who|whom|whose|whoever|he|him|his|she|her|nobody|everybody|likewise|as above|mails?|mailed|made up|guests?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Banned();

    [GeneratedRegex(@"\b(whom|whoever|he|him|his|she|her|likewise|as above|patience|bites)\b|open nothing|look right", RegexOptions.IgnoreCase)]
    private static partial Regex BannedInPages();

    [GeneratedRegex("(?s)```.*?```")]
    private static partial Regex Block();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<=[.:;])\s+|\n+")]
    private static partial Regex End();

    [GeneratedRegex(@"[\w'’]+")]
    private static partial Regex Words();
}
