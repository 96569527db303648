using System.Text.Json.Serialization;
using Serverless.Api.Shared;

namespace Serverless.Api.Accounts;

/// <summary>The body of a failure (accounts.md 3), with exactly one of the two members.</summary>
/// <param name="Errors">What is wrong, in Chinese. Several sentences are joined by U+FF0C.</param>
/// <param name="Message">Present only for anonymous callers.</param>
public sealed record AccountError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message)
{
    /// <summary>Gets the failure for a caller who must sign in.</summary>
    public static Result Unauthorized => Result.Fail(401, "401 Unauthorized", new AccountError(null, "401 Unauthorized"));

    /// <summary>Gets the failure for an unknown user, a wrong password and a disabled user. It does not reveal which of these applies.</summary>
    public static Result WrongCredentials => Of(401, "帐号或者密码错误");

    /// <summary>Gets the failure for a right password without the second factor, or with a wrong one.</summary>
    public static Result SecondFactorRequired => Of(401, SecondFactorText);

    /// <summary>The sentence for a second factor that is missing or wrong.</summary>
    public const string SecondFactorText = "两步验证码缺失或错误";

    /// <summary>Gets the failure for a user that other calls keep changing, or are creating now.</summary>
    public static Result Busy => Of(409, "帐号正在被修改，请重试");

    /// <summary>Gets the failure for a new password that appears in a known data breach.</summary>
    public static Result BreachedPassword => Of(422, "密码已在数据泄露中出现，请换一个密码");

    /// <summary>Gets the failure for a server on which users cannot sign up themselves.</summary>
    public static Result SignUpClosed => Of(403, "注册已关闭");

    /// <summary>Returns a failure with a sentence.</summary>
    public static Result Of(int status, string errors) => Result.Fail(status, errors, new AccountError(errors, null));

    /// <summary>Returns the failure for invalid values; null if there are no problems.</summary>
    public static Result? Invalid(params IEnumerable<string> problems) => string.Join('，', problems) is { Length: > 0 } text ? Of(422, text) : null;
}
