using Microsoft.Extensions.Options;
using Serverless.Api.Accounts;
using Serverless.Domain.Passwords;
using Serverless.Domain.Users;

namespace Serverless.Tests.Api.Accounts;

/// <summary>Tests the rules of accounts.md 5 and the messages of accounts.md 3.</summary>
public sealed class AccountRulesTests
{
    private const string Good = "correct horse";

    private static readonly AccountRules Rules = new(new PasswordPolicy(Options.Create(new PasswordOptions())), Options.Create(new UserOptions()));

    [Theory]
    [InlineData("ab")]
    [InlineData("john_smith")]
    [InlineData("JOHN")]
    [InlineData("_7")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Accepts_valid_user_names(string name) => Assert.Empty(Rules.Name(name, "a@b"));

    [Theory]
    [InlineData(null, "用户名不能为空字符")]
    [InlineData("", "用户名不能为空字符")]
    [InlineData("a", "用户名过短（最短为 2 个字符）")]
    [InlineData("a b", "用户名只允许数字、大小写字母和下划线")]
    [InlineData("a.b", "用户名只允许数字、大小写字母和下划线")]
    [InlineData("a@b", "用户名只允许数字、大小写字母和下划线")]
    [InlineData("é", "用户名只允许数字、大小写字母和下划线，用户名过短（最短为 2 个字符）")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "用户名过长（最长为 30 个字符）")]
    [InlineData("12345678", "用户名不能是数字")]
    [InlineData("1e234567", "用户名不能是数字")]
    public void Rejects_invalid_user_names(string? name, string problem) => Assert.Equal(problem, string.Join('，', Rules.Name(name, "a@b")));

    [Fact]
    public void Follows_the_setting_that_user_names_are_email_addresses()
    {
        var rules = new AccountRules(new PasswordPolicy(Options.Create(new PasswordOptions())), Options.Create(new UserOptions { UserNameIsEmail = true }));
        Assert.Empty(rules.Name("a@b", "a@b"));
        Assert.Equal(["用户名必须与邮箱相同"], rules.Name("john_smith", "a@b"));
    }

    [Theory]
    [InlineData("a@b")]
    [InlineData("a+b@example.com")]
    [InlineData("a@xn--fsqu00a")]
    public void Accepts_valid_email_addresses(string email) => Assert.Empty(AccountRules.Email(email));

    [Theory]
    [InlineData(null, "邮箱不能为空字符")]
    [InlineData("", "邮箱不能为空字符")]
    [InlineData("a", "邮箱是无效的")]
    [InlineData("@b", "邮箱是无效的")]
    [InlineData("a@", "邮箱是无效的")]
    [InlineData("a@b@c", "邮箱是无效的")]
    [InlineData("a@b\r\nBcc: c", "邮箱是无效的")]
    [InlineData("a b@c.example", "邮箱是无效的")]
    [InlineData("a@c d", "邮箱是无效的")]
    [InlineData("\"安\"@例子", "邮箱是无效的")]
    [InlineData("a@例子", "邮箱是无效的")] // not in its stored form
    [InlineData("ann@example.com\u200B", "邮箱是无效的")]
    [InlineData("\u202Eann@example.com", "邮箱是无效的")]
    [InlineData("\u0430nn@example.com", "邮箱是无效的")] // a Cyrillic letter
    public void Rejects_invalid_email_addresses(string? email, string problem) => Assert.Equal([problem], AccountRules.Email(email));

    [Fact]
    public void An_email_address_has_at_most_255_characters()
    {
        Assert.Empty(AccountRules.Email(new string('a', 253) + "@b"));
        Assert.Equal(["邮箱过长（最长为 255 个字符）"], AccountRules.Email(new string('a', 254) + "@b"));
    }

    [Theory]
    [InlineData(null, null, "密码不能为空字符，确认密码与确认值不匹配")]
    [InlineData("", "", "密码不能为空字符")]
    [InlineData("c0rrect", "c0rrect", "密码过短（最短为 8 个字符）")]
    [InlineData("password", "password", "密码过于常见")]
    [InlineData("its-john_smith", "its-john_smith", "密码不能包含用户名或邮箱")]
    [InlineData(Good, null, "确认密码与确认值不匹配")]
    [InlineData(Good, "", "确认密码与确认值不匹配")]
    [InlineData(Good, "Correct horse", "确认密码与确认值不匹配")]
    [InlineData("short", "long", "密码过短（最短为 8 个字符），确认密码与确认值不匹配")]
    [InlineData(Good, Good, "")]
    public void Reports_the_problems_of_a_password(string? password, string? confirmation, string problems) =>
        Assert.Equal(problems, string.Join('，', Rules.Password(password, confirmation, "john_smith", "john@example.com")));

    [Fact]
    public void A_password_has_8_to_128_characters()
    {
        Assert.Empty(Rules.Password(Long(128), Long(128), null, null));
        Assert.Equal(["密码过长（最长为 128 个字符）"], Rules.Password(Long(129), Long(129), null, null));

        static string Long(int length) => Good + new string('x', length - Good.Length);
    }

    [Fact]
    public void Limits_the_length_of_the_other_fields()
    {
        Assert.Empty(AccountRules.Details(new string('安', 120), new string('a', 2000), new string('1', 2000)));
        Assert.Equal(
            ["姓名过长（最长为 120 个字符）", "头像过长（最长为 2000 个字符）", "电话号码过长（最长为 2000 个字符）"],
            AccountRules.Details(new string('安', 121), new string('a', 2001), new string('1', 2001)));
    }
}
