using Serverless.Domain.SecondFactors;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Domain.SecondFactors;

/// <summary>Tests recovery codes.</summary>
public sealed class RecoveryCodeTests
{
    [Fact]
    public void Ten_codes_of_128_bits_are_grouped_for_reading_and_stored_as_hashes()
    {
        var (codes, row) = RecoveryCode.Create();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^([0-9a-f]{4}-){7}[0-9a-f]{4}$", code));
        Assert.Equal(1 + (10 * 32), row.Hashes.Length);
        Assert.All(codes, code => Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), Convert.ToHexStringLower(row.Hashes), StringComparison.Ordinal));
    }

    [Fact]
    public void Each_code_works_once()
    {
        var (codes, row) = RecoveryCode.Create();
        for (var used = 0; used < codes.Count; used++)
        {
            var after = RecoveryCode.Use(row, codes[used])!.Value;
            Assert.Equal(codes.Count - used - 1, after.Left);
            Assert.Equal(after.Left, RecoveryCode.CountOf(after.Row));
            Assert.Null(RecoveryCode.Use(after.Row, codes[used]));
            row = after.Row;
        }
    }

    [Fact]
    public void A_code_can_be_typed_in_any_case_with_or_without_hyphens()
    {
        var (codes, row) = RecoveryCode.Create();
        Assert.NotNull(RecoveryCode.Use(row, codes[0].ToUpperInvariant()));
        Assert.NotNull(RecoveryCode.Use(row, $"  {codes[0].Replace("-", " ", StringComparison.Ordinal)} "));
        Assert.NotNull(RecoveryCode.Use(row, codes[0].Replace("-", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000-0000-0000-0000-0000-0000-0000")]
    [InlineData("0000-0000-0000-0000-0000-0000-0000-000")]
    [InlineData("zzzz-0000-0000-0000-0000-0000-0000-0000")]
    public void Other_texts_are_refused(string text) => Assert.Null(RecoveryCode.Use(RecoveryCode.Create().Row, text));

    [Fact]
    public void An_unknown_format_is_refused() =>
        Assert.Throws<InvalidDataException>(() => RecoveryCode.CountOf(new RecoveryCodesRow { Hashes = [2, .. new byte[32]] }));
}
