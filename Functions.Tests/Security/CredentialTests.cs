using Serverless.Security;

namespace Serverless.Tests.Security;

public sealed class CredentialTests
{
    [Theory]
    [InlineData(CredentialKind.Session, "sls", 0, 0)]
    [InlineData(CredentialKind.ApiToken, "slt", 1, 2)]
    [InlineData(CredentialKind.EmailConfirmation, "slc", 100, long.MaxValue)]
    [InlineData(CredentialKind.PasswordReset, "slr", (1L << 56) - 1, 7)]
    public void A_credential_reads_back_with_the_values_it_was_created_from(CredentialKind kind, string prefix, long userId, long recordId)
    {
        var made = Credential.Create(kind, userId, recordId);
        Assert.Matches($"^{prefix}_[0-9A-Za-z]{{54}}$", made.Text);
        Assert.True(Credential.TryParse(made.Text, out var read));
        Assert.Equal((kind, userId, recordId, made.Text), (read.Kind, read.UserId, read.RecordId, read.Text));
        Assert.True(read.Matches(made.Hash()));
    }

    [Fact]
    public void Ten_thousand_credentials_are_different_and_match_the_published_pattern()
    {
        var texts = Enumerable.Range(0, 10_000).Select(id => Credential.Create(CredentialKind.Session, 100, id % 3).Text).ToHashSet();
        Assert.Equal(10_000, texts.Count);
        Assert.All(texts, text => Assert.Matches(@"\bsl[stcr]_[0-9A-Za-z]{54}\b", text));
    }

    [Fact]
    public void Detects_a_changed_character_at_any_position()
    {
        var text = Credential.Create(CredentialKind.Session, 100, 1).Text;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in "0aZ_")
            {
                var changed = text[..i] + other + text[(i + 1)..];
                Assert.Equal(changed == text, Credential.TryParse(changed, out _));
            }
        }
    }

    [Fact]
    public void Refuses_random_texts_of_the_right_shape()
    {
        var random = new Random(1);
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(Credential.TryParse("sls_" + new string(random.GetItems(digits.AsSpan(), 54)), out _));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sls_")]
    [InlineData("sls_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("slx_000000000000000000000000000000000000000000000000000000")]
    [InlineData("SLS_000000000000000000000000000000000000000000000000000000")]
    [InlineData("sls_00000000000000000000000000000000000000000000000000000é")]
    public void Refuses_malformed_credentials(string? text) => Assert.False(Credential.TryParse(text, out _));

    [Fact]
    public void The_checksum_covers_the_kind()
    {
        var text = Credential.Create(CredentialKind.EmailConfirmation, 100, 1).Text;
        Assert.False(Credential.TryParse("slr" + text[3..], out _));
    }

    [Fact]
    public void Another_credential_of_the_same_record_does_not_match_its_hash() =>
        Assert.False(Credential.Create(CredentialKind.Session, 100, 1).Matches(Credential.Create(CredentialKind.Session, 100, 1).Hash()));

    [Fact]
    public void A_credential_does_not_print_itself()
    {
        var credential = Credential.Create(CredentialKind.Session, 100, 1);
        Assert.Equal("sls_...", credential.ToString());
        Assert.Equal("sls_...", $"{credential}");
    }
}
