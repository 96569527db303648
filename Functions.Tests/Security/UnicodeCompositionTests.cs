using Serverless.Security;

namespace Serverless.Tests.Security;

/// <summary>Tests Unicode composition with samples that another implementation composed: the module unicodedata of Python.</summary>
public sealed class UnicodeCompositionTests
{
    [Theory]
    [InlineData("\u03B1\u11A8\u0300\u0301\U0002F868", "\u03B1\u11A8\u0300\u0301\u36FC")]
    [InlineData("\u0958\U0001D15E\u0300", "\u0915\u093C\U0001D157\U0001D165\u0300")]
    [InlineData("\u1E69\u0301\u0323\u0301", "\u1E69\u0323\u0301\u0301")]
    [InlineData("\u1E69\u0958\u05D0", "\u1E69\u0915\u093C\u05D0")]
    [InlineData("\u0958\u0300\u0323\u0300\U0002F868\u0327\u1E69\u3099", "\u0915\u093C\u0323\u0300\u0300\u36FC\u0327\u1E69\u3099")]
    [InlineData("\u0958\u3099\u11A8", "\u0915\u093C\u3099\u11A8")]
    [InlineData("\u0075\u0328", "\u0173")]
    [InlineData("\U0002F868", "\u36FC")]
    [InlineData("\u0065\u05B0\U0002F868\u0328\u05B0\u1161\u212B\u0327\u0323", "\u0065\u05B0\u36FC\u05B0\u0328\u1161\u1EA0\u0327\u030A")]
    [InlineData("\u05D0", "\u05D0")]
    [InlineData("\u1100\u0328\u0334\u05B0\u1100\u0075\u0308\u0328\u0308", "\u1100\u0334\u05B0\u0328\u1100\u0173\u0308\u0308")]
    [InlineData("\u1E69\u006F\u0328\u0334", "\u1E69\u01EB\u0334")]
    [InlineData("\u2126\u0301\u0301\u0327\u2126", "\u038F\u0327\u0301\u03A9")]
    [InlineData("\u1100\u0327\u0334\u0345", "\u1100\u0334\u0327\u0345")]
    [InlineData("\uAC00\u212B\u0308\u1161\u0075\u0300\u0323\u0327", "\uAC00\u00C5\u0308\u1161\u1EE5\u0327\u0300")]
    [InlineData("\u05D0\u0345\u05B0\u0301", "\u05D0\u05B0\u0301\u0345")]
    [InlineData("\u212B\u3099\u0327\u0308", "\u00C5\u3099\u0327\u0308")]
    [InlineData("\U0002F868\u0334\u0345\uAC00\u0323\u0308\u0301", "\u36FC\u0334\u0345\uAC00\u0323\u0308\u0301")]
    [InlineData("\u03B1\u11A8", "\u03B1\u11A8")]
    [InlineData("\u0041\u1161\u0308\u0327", "\u0041\u1161\u0327\u0308")]
    [InlineData("\u0041\u0345\U0002F868\u1161\u1161", "\u0041\u0345\u36FC\u1161\u1161")]
    [InlineData("\u03B1\u212B\u0345\u0345\u0345", "\u03B1\u00C5\u0345\u0345\u0345")]
    [InlineData("\u2126\u0300\u0323\u0301", "\u1FFA\u0323\u0301")]
    [InlineData("\u212B\u0301", "\u01FA")]
    [InlineData("\u0065\u0041\u3099", "\u0065\u0041\u3099")]
    [InlineData("\uAC00", "\uAC00")]
    [InlineData("\u0418\u0308\u11A8\u0327", "\u04E4\u11A8\u0327")]
    [InlineData("\uAC00\u0301\u0301\u05B0\u212B\u05B0\u0327\u0301", "\uAC00\u05B0\u0301\u0301\u01FA\u05B0\u0327")]
    [InlineData("\u0075\u0334\u0327", "\u0075\u0334\u0327")]
    [InlineData("\u03C9\u0418\u0308\u0334", "\u03C9\u04E4\u0334")]
    [InlineData("\u0041\u11A8\u0301\u304B\u0308\u0328\u05D0\u11A8\u0323", "\u0041\u11A8\u0301\u304B\u0328\u0308\u05D0\u11A8\u0323")]
    [InlineData("\u0418\u0345\u05D0\u3099\u2126\u0334\u0300", "\u0418\u0345\u05D0\u3099\u1FFA\u0334")]
    [InlineData("\u304B\u0327\u0323\u0334", "\u304B\u0334\u0327\u0323")]
    [InlineData("\uAC00\u0334\u0328\u0328\u006F\u0301\u05D0\u0323\u0328\u0323", "\uAC00\u0334\u0328\u0328\u00F3\u05D0\u0328\u0323\u0323")]
    [InlineData("\u0041\u11A8\u0328\u11A8\u006F", "\u0041\u11A8\u0328\u11A8\u006F")]
    [InlineData("\u0418\u0308\u0345\u11A8\u1112", "\u04E4\u0345\u11A8\u1112")]
    [InlineData("\u00E9\u0345\u0334\u0301\u03C9\u0308\u0041\u1161", "\u00E9\u0334\u0301\u0345\u03C9\u0308\u0041\u1161")]
    [InlineData("\u03B1\u11A8\u0328\u0308\U0002F868\u0300", "\u03B1\u11A8\u0328\u0308\u36FC\u0300")]
    [InlineData("\u0075\u0345", "\u0075\u0345")]
    [InlineData("\u0418", "\u0418")]
    public void Texts_have_one_composed_form(string text, string composed)
    {
        Assert.Equal(composed, UnicodeComposition.Compose(text));
        Assert.Equal(composed, UnicodeComposition.Compose(composed));
    }

    [Fact]
    public void Leaves_texts_without_compositions_and_invalid_texts_unchanged()
    {
        foreach (var text in new[] { "", "plain ASCII, and \u00E9", "a\uD800\u0301", "e\u0301\uDC00" })
        {
            Assert.Same(text, UnicodeComposition.Compose(text));
        }
    }
}
