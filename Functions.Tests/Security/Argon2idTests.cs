using Serverless.Security;

namespace Serverless.Tests.Security;

public sealed class Argon2idTests
{
    private static readonly Argon2id Algorithm = new();
    private static readonly Argon2id Fast = new(64, 1);

    [Fact]
    public void Writes_the_standard_hash_format_with_the_recommended_parameters() =>
        Assert.Matches(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", Algorithm.Hash("secret"));

    [Fact]
    public void A_hash_verifies_only_its_own_password()
    {
        string encoded = Algorithm.Hash("correct horse");

        Assert.True(Algorithm.Verify("correct horse", encoded));
        Assert.False(Algorithm.Verify("correct horsf", encoded));
        Assert.False(Algorithm.Verify("Correct horse", encoded));
        Assert.False(Algorithm.Verify("correct horse ", encoded));
        Assert.False(Algorithm.Verify("", encoded));
    }

    [Fact]
    public void Equal_passwords_have_different_hashes() => Assert.NotEqual(Fast.Hash("secret"), Fast.Hash("secret"));

    // Created with the command line tool of the reference implementation (Debian package argon2):
    //   printf 'correct horse battery staple' | argon2 'sixteenbytesalt!' -id -v 13 -k 19456 -t 2 -p 1 -l 32 -e
    //   printf 'Grüße, 🔑'                    | argon2 '0123456789abcdef' -id -v 13 -k 4096  -t 3 -p 1 -l 32 -e
    [Theory]
    [InlineData(
        "correct horse battery staple",
        "$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbmJ5dGVzYWx0IQ$FY0dSvYcwDYwIPm8ffQcifseQmzjcKXJTa0zhwORJH0")]
    [InlineData(
        "Grüße, 🔑",
        "$argon2id$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    public void Matches_the_reference_implementation(string password, string encoded)
    {
        Assert.True(Algorithm.Verify(password, encoded));
        Assert.False(Algorithm.Verify(password + "!", encoded));
    }

    [Fact]
    public void Only_other_parameters_require_a_rehash()
    {
        Assert.False(Algorithm.NeedsRehash(Algorithm.Hash("secret")));
        Assert.True(Algorithm.NeedsRehash(new Argon2id(19_456, 1).Hash("secret")));
        Assert.True(Algorithm.NeedsRehash(new Argon2id(9_216, 2).Hash("secret")));
        Assert.True(Algorithm.NeedsRehash("garbage"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$argon2i$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=16$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=16777216,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=262145,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=99999999999999999999,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=4096,t=11,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=4096,t=0,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=7,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=4096,t=3,p=2$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=04096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ")]
    [InlineData("$argon2id$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg==$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ=")]
    [InlineData("$argon2id$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjR")]
    [InlineData("$argon2id$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tShUA/p6DBA3o5ikREZmm3vgNxrLgjQGhlcBtdRDQjQ\n")]
    public void Refuses_hashes_that_deviate_from_the_exact_format(string encoded)
    {
        Assert.False(Algorithm.Verify("Grüße, 🔑", encoded));
        Assert.True(Algorithm.NeedsRehash(encoded));
    }

    [Fact]
    public void A_thousand_mutated_hashes_fail_verification_without_throwing()
    {
        var random = FixedSeed.New();
        string encoded = Fast.Hash("secret");
        for (int round = 0; round < 1_000; round++)
        {
            string mutated = encoded;
            while (mutated == encoded)
            {
                mutated = Mutate(random, encoded);
            }

            Assert.False(Fast.Verify("secret", mutated), mutated);
            _ = Fast.NeedsRehash(mutated);
        }
    }

    [Fact]
    public void A_thousand_random_passwords_verify_and_one_changed_character_fails()
    {
        var random = FixedSeed.New();
        for (int round = 0; round < 1_000; round++)
        {
            string password = random.Text(random.Below(40));
            string encoded = Fast.Hash(password);

            Assert.True(Fast.Verify(password, encoded));
            Assert.False(Fast.Verify(password + "x", encoded));
            Assert.False(Fast.Verify("x" + password, encoded));
        }
    }

    [Theory]
    [InlineData(7, 2)]
    [InlineData(262_145, 2)]
    [InlineData(19_456, 0)]
    [InlineData(19_456, 11)]
    public void Refuses_parameters_that_cannot_be_read_back(int memory, int passes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Argon2id(memory, passes));

    private static string Mutate(Random random, string text)
    {
        int at = random.Below(text.Length);
        char other = (char)random.Below(random.Below(2) == 0 ? 128 : char.MaxValue);
        return random.Below(4) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, other.ToString()),
            2 => text[..at],
            _ => text.Remove(at, 1).Insert(at, other.ToString()),
        };
    }
}
