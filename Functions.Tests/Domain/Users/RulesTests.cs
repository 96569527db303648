using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests the rules for names and email addresses (rpc.md 5.1 and 5.2).</summary>
public sealed class RulesTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("a.b-c_d@e")]
    [InlineData("user100")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Accepts_valid_user_names(string name) => Assert.Null(UserName.Refuse(name));

    [Theory]
    [InlineData("ab")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("a b")]
    [InlineData("abç")]
    [InlineData("100")]
    [InlineData("1e5")]
    [InlineData("-1.5")]
    [InlineData("00000000000000000000000000000000")]
    public void Rejects_invalid_user_names(string name) => Assert.NotNull(UserName.Refuse(name));

    [Fact]
    public void A_generated_name_is_eight_hexadecimal_digits_that_no_program_reads_as_a_number()
    {
        var names = Enumerable.Range(0, 2000).Select(_ => GeneratedAccount.Name()).ToList();
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{8}$", name));
        Assert.DoesNotContain(names, name => double.TryParse(name, out _)); // about 50 of random names would be numbers
        Assert.True(names.Distinct().Count() > 1990);
        Assert.All(names, name => Assert.True(GeneratedAccount.IsAddress(GeneratedAccount.Address(name))));
        Assert.False(GeneratedAccount.IsAddress("ideaegg.me@example.com"));
    }

    [Theory]
    [InlineData("a@example.com")]
    [InlineData("first.last+tag@mail.example.co.uk")]
    [InlineData("o'hara@example.com")]
    [InlineData("1@1.example")]
    [InlineData("a@xn--bcher-kva.example")]
    public void Accepts_valid_email_addresses(string address) => Assert.True(EmailAddress.IsValid(address));

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("@b.com")]
    [InlineData("a@b")]
    [InlineData("a@b.c")]
    [InlineData("a@b..com")]
    [InlineData("a@.com")]
    [InlineData("a@b.com.")]
    [InlineData("a@-b.com")]
    [InlineData("a@b-.com")]
    [InlineData("a@b_c.com")]
    [InlineData(".a@b.com")]
    [InlineData("a.@b.com")]
    [InlineData("a@b@c.com")]
    [InlineData("a b@c.com")]
    [InlineData("a\u0000@b.com")]
    [InlineData("a@b.com\n")]
    [InlineData("\"a\"@b.com")]
    [InlineData("a@b\u00FCcher.example")] // not in its stored form
    [InlineData("a@xn--a.example")]
    [InlineData("a@xn--bcher-2pa.example")] // an upper-case letter, encoded
    [InlineData("a@xn--.example")]
    [InlineData("\u0430@b.com")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.com")]
    public void Rejects_invalid_email_addresses(string address) => Assert.False(EmailAddress.IsValid(address));

    [Theory]
    [InlineData("Ann@B\u00DCCHER.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@bu\u0308cher.example", "ann@xn--bcher-kva.example")]
    [InlineData(" ann@XN--BCHER-KVA.example ", "ann@xn--bcher-kva.example")]
    [InlineData("ann@\u4F8B\u3048.\u30C6\u30B9\u30C8", "ann@xn--r8jz45g.xn--zckzah")]
    [InlineData("ann@ex\u0430mple.com", "ann@xn--exmple-4nf.com")] // a Cyrillic letter becomes visible
    [InlineData("Ann", "ann")]
    public void Spellings_of_one_email_address_have_one_stored_form(string given, string stored) => Assert.Equal(stored, EmailAddress.Normalize(given));

    [Theory]
    [InlineData("example.com\u200B")]
    [InlineData("\u202Eexample.com")]
    [InlineData("exa\u00ADmple.com")]
    [InlineData("\uFF45xample.com")] // a full-width letter
    [InlineData("b\u00FC cher.example")]
    [InlineData("b\u00FC_cher.example")]
    [InlineData("-b\u00FCcher.example")]
    [InlineData("a\uD800.example")]
    [InlineData("\u2603.example")] // a symbol
    [InlineData("a..example")]
    [InlineData("")]
    public void An_invalid_domain_has_no_stored_form(string domain) => Assert.Null(MailDomain.Canonical(domain));

    [Fact]
    public void An_email_address_has_at_most_254_characters()
    {
        var label = new string('a', 61) + ".";
        var longest = "a@" + string.Concat(Enumerable.Repeat(label, 4)) + "com";
        Assert.Equal(253, longest.Length);
        Assert.True(EmailAddress.IsValid("b" + longest));
        Assert.False(EmailAddress.IsValid("bb" + longest));
    }
}
