using System.Text;
using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

public sealed class KeyTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("joe@example.com", "joe@example.com")]
    [InlineData("a/b", "a=2Fb")]
    [InlineData("a=b", "a=3Db")]
    [InlineData("ä", "=C3=A4")]
    [InlineData("", "")]
    public void Plain_characters_are_not_encoded(string text, string key) => Assert.Equal(key, Key.Encode(text));

    [Fact]
    public void Different_texts_have_different_keys_of_bounded_length()
    {
        var texts = HostileTexts().Distinct().ToList();
        var keys = texts.Select(Key.Encode).ToHashSet();
        Assert.Equal(texts.Count, keys.Count);
        Assert.All(keys, key => Assert.InRange(key.Length, 0, 512));
    }

    [Fact]
    public async Task Storage_accepts_every_key_and_returns_the_written_row()
    {
        var table = app.Get<Tables>().Mail;
        foreach (var text in HostileTexts().Take(300))
        {
            var row = new TableEntity("keys;" + Key.Encode(text), "row") { ["Text"] = Encoding.UTF8.GetBytes(text) };
            await table.TryAdd(row, TestContext.Current.CancellationToken);
            var read = await table.Find(row.PartitionKey, "row", TestContext.Current.CancellationToken);
            Assert.Equal(Encoding.UTF8.GetBytes(text), read!.GetBinary("Text"));
        }
    }

    private static IEnumerable<string> HostileTexts()
    {
        yield return "' or 1 eq 1";
        yield return "/\\#?%+&'\"";
        yield return new string('x', 2000);
        yield return new string('x', 1999) + "y";
        yield return new string('ß', 300);
        for (var code = 0; code < 0x100; code++)
        {
            yield return $"a{(char)code}b";
        }

        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            yield return new string([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(1, 0xD7FF))]);
        }
    }
}
