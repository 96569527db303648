using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using Serverless.Domain.Passwords;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Accounts;

/// <summary>
/// The account family's rules for input (accounts.md 5), and its error texts, which are the documented ones where they exist.
/// User names and email addresses must also follow the rules of all families: see <see cref="UserName.IsAmbiguous"/>.
/// </summary>
public sealed class AccountRules(PasswordPolicy policy, IOptions<UserOptions> options)
{
    /// <summary>The maximum length of an email address in UTF-16 code units, equal to a column of the original.</summary>
    public const int LongestEmail = 255;

    /// <summary>The maximum length of a display name, in code points.</summary>
    public const int LongestFullName = 120;

    /// <summary>The maximum length of a picture and of a telephone number. The documents state no limit; storage has one.</summary>
    public const int LongestText = 2000;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>
    /// Returns what is wrong with an email address in the form of <see cref="EmailAddress.Normalize"/>. The documented rules are weaker than those of
    /// public email, see <see cref="EmailAddress.IsPossible"/>.
    /// </summary>
    public static IEnumerable<string> Email(string? email)
    {
        if (string.IsNullOrEmpty(email))
        {
            yield return "邮箱不能为空字符";
        }
        else if (email.Length > LongestEmail)
        {
            yield return $"邮箱过长（最长为 {LongestEmail} 个字符）";
        }
        else if (!EmailAddress.IsPossible(email))
        {
            yield return "邮箱是无效的";
        }
    }

    /// <summary>Returns what is wrong with a new password and its repetition.</summary>
    public IEnumerable<string> Password(string? password, string? confirmation, string? name, string? email)
    {
        if (string.IsNullOrEmpty(password))
        {
            yield return "密码不能为空字符";
        }
        else if (policy.Judge(password, name, email) is { } fault)
        {
            yield return fault switch
            {
                PasswordFault.TooShort => string.Create(CultureInfo.InvariantCulture, $"密码过短（最短为 {policy.MinimumLength} 个字符）"),
                PasswordFault.TooLong => string.Create(CultureInfo.InvariantCulture, $"密码过长（最长为 {PasswordPolicy.MaximumLength} 个字符）"),
                PasswordFault.TooCommon => "密码过于常见", // too common
                _ => "密码不能包含用户名或邮箱", // must not contain the user name or the email address
            };
        }

        if (confirmation is null || confirmation != (password ?? ""))
        {
            yield return "确认密码与确认值不匹配";
        }
    }

    /// <summary>Returns what is wrong with a user name in lower case.</summary>
    public IEnumerable<string> Name(string? name, string? email)
    {
        if (options.Value.UserNameIsEmail)
        {
            return name == email ? [] : ["用户名必须与邮箱相同"]; // must be the email address
        }

        return string.IsNullOrEmpty(name) ? ["用户名不能为空字符"] : Name(name);
    }

    /// <summary>Returns what is wrong with the other details of a user.</summary>
    public static IEnumerable<string> Details(string? fullName, string? avatar, string? phoneNumber)
    {
        if (fullName is not null && fullName.EnumerateRunes().Count() > LongestFullName)
        {
            yield return $"姓名过长（最长为 {LongestFullName} 个字符）";
        }

        if (new[] { fullName, avatar, phoneNumber }.Any(text => text is not null && HiddenText.IsIn(text)))
        {
            yield return "姓名、头像或电话号码包含不可见字符"; // invisible characters
        }

        if (avatar is { Length: > LongestText })
        {
            yield return $"头像过长（最长为 {LongestText} 个字符）";
        }

        if (phoneNumber is { Length: > LongestText })
        {
            yield return $"电话号码过长（最长为 {LongestText} 个字符）";
        }
    }

    private static IEnumerable<string> Name(string name)
    {
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            yield return "用户名只允许数字、大小写字母和下划线";
        }

        if (name.Length < 2)
        {
            yield return "用户名过短（最短为 2 个字符）";
        }
        else if (name.Length > 30)
        {
            yield return "用户名过长（最长为 30 个字符）";
        }
        else if (UserName.IsAmbiguous(name))
        {
            yield return "用户名不能是数字"; // not a number, because other families accept an id or a name in one parameter
        }
    }
}
