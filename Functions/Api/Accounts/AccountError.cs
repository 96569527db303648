using System.Text.Json.Serialization;
using Serverless.Api.Shared;

namespace Serverless.Api.Accounts;

/// <summary>The body of a failure (accounts.md 3): one of the two.</summary>
/// <param name="Errors">What is wrong, in Chinese; several sentences are joined by U+FF0C.</param>
/// <param name="Message">Only for anonymous callers.</param>
public sealed record AccountError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message)
{
    /// <summary>The caller must sign in.</summary>
    public static Result Unauthorized => Result.Fail(401, "401 Unauthorized", new AccountError(null, "401 Unauthorized"));

    /// <summary>Unknown user, wrong password, disabled: nobody can tell which.</summary>
    public static Result WrongCredentials => Of(401, "帐号或者密码错误");

    /// <summary>Others keep changing the same user, or are making him this moment.</summary>
    public static Result Busy => Of(409, "帐号正在被修改，请重试");

    /// <summary>People cannot sign up by themselves here.</summary>
    public static Result SignUpClosed => Of(403, "注册已关闭");

    /// <summary>Any failure with a sentence.</summary>
    public static Result Of(int status, string errors) => Result.Fail(status, errors, new AccountError(errors, null));

    /// <summary>Values that cannot be accepted; null if there is nothing to say.</summary>
    public static Result? Invalid(params IEnumerable<string> problems) => string.Join('，', problems) is { Length: > 0 } text ? Of(422, text) : null;
}
