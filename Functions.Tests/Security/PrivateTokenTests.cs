using Serverless.Security;

namespace Serverless.Tests.Security;

public sealed class PrivateTokenTests
{
    [Fact]
    public void Tokens_have_20_characters_and_are_unique()
    {
        var tokens = Enumerable.Range(0, 10_000).Select(_ => PrivateToken.Create()).ToList();
        Assert.All(tokens, token => Assert.Matches("^[A-Za-z0-9_-]{20}$", token.Text));
        Assert.Equal(10_000, tokens.Select(token => token.Text).Distinct().Count());
        Assert.Equal(10_000, tokens.Select(token => token.RecordId).Distinct().Count());
        Assert.All(tokens, token => Assert.True(token.RecordId >= 0));
        // All 120 bits are random: every character of the alphabet occurs at every position.
        Assert.All(Enumerable.Range(0, 20), place => Assert.Equal(64, tokens.Select(token => token.Text[place]).Distinct().Count()));
    }

    [Fact]
    public void A_token_reads_back_unchanged_and_matches_only_its_own_hash()
    {
        var token = PrivateToken.Create();
        Assert.True(PrivateToken.TryParse(token.Text, out var read));
        Assert.Equal(token.RecordId, read.RecordId);
        Assert.True(read.Matches(token.Hash));
        Assert.False(read.Matches(PrivateToken.Create().Hash));
        Assert.False(read.Matches(null));
        Assert.DoesNotContain(token.Text, token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("CFRcLE-N9YxgpFxKpng")]
    [InlineData("CFRcLE-N9YxgpFxKpngzz")]
    [InlineData("CFRcLE-N9YxgpFxKpng=")]
    [InlineData("CFRcLE N9YxgpFxKpngz")]
    [InlineData("CFRcLE-N9YxgpFxKpngé")]
    public void Refuses_malformed_tokens(string? text) => Assert.False(PrivateToken.TryParse(text, out _));
}
