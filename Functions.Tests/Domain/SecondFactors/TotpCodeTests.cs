using System.Text;
using Serverless.Domain.SecondFactors;

namespace Serverless.Tests.Domain.SecondFactors;

/// <summary>Tests the codes of authenticator apps.</summary>
public sealed class TotpCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_015);
    private static readonly long Step = TotpCode.StepOf(Now);

    /// <summary>The vectors of RFC 6238, appendix B, for SHA-1. The RFC shows eight digits; six are the last six of them.</summary>
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void Codes_are_those_of_RFC_6238(long time, string code)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time);
        Assert.Equal(code[^6..], TotpCode.Of(Secret, TotpCode.StepOf(now)));
        Assert.Equal(TotpCode.StepOf(now), TotpCode.Match(Secret, code[^6..], now, lastStep: 0));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_may_be_one_step_early_or_late(int steps, bool isAccepted) =>
        Assert.Equal(isAccepted ? Step + steps : null, TotpCode.Match(Secret, TotpCode.Of(Secret, Step + steps), Now, lastStep: 0));

    [Fact]
    public void A_used_code_and_all_earlier_ones_are_refused()
    {
        var code = TotpCode.Of(Secret, Step);
        Assert.Null(TotpCode.Match(Secret, code, Now, lastStep: Step));
        Assert.Null(TotpCode.Match(Secret, TotpCode.Of(Secret, Step - 1), Now, lastStep: Step));
        Assert.Equal(Step + 1, TotpCode.Match(Secret, TotpCode.Of(Secret, Step + 1), Now, lastStep: Step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("١٢٣٤٥٦")]
    public void Other_texts_are_refused(string text) => Assert.Null(TotpCode.Match(Secret, text, Now, lastStep: 0));

    [Fact]
    public void A_code_can_be_typed_with_spaces()
    {
        var code = TotpCode.Of(Secret, Step);
        Assert.Equal(Step, TotpCode.Match(Secret, $" {code[..3]} {code[3..]}", Now, lastStep: 0));
    }

    [Fact]
    public void The_uri_names_site_and_user()
    {
        Assert.Equal(
            "otpauth://totp/example.com:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=example.com&algorithm=SHA1&digits=6&period=30",
            TotpCode.Uri(Secret, "example.com", "ann@example.com"));
        Assert.Equal(20, TotpCode.CreateSecret().Length);
    }

    [Fact]
    public void The_qr_code_is_an_image_in_the_page()
    {
        const string Start = "data:image/svg+xml;base64,";
        var image = TotpQrCode.Draw(TotpCode.Uri(Secret, "example.com", "ann"));
        Assert.StartsWith(Start, image, StringComparison.Ordinal);
        var svg = Encoding.UTF8.GetString(Convert.FromBase64String(image[Start.Length..]));
        Assert.StartsWith("<svg ", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("script", svg, StringComparison.OrdinalIgnoreCase);
    }
}
