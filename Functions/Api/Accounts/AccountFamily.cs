using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Failures;

namespace Serverless.Api.Accounts;

/// <summary>The account family (accounts.md): paths under <c>/api/v2</c> and without this prefix, errors with one sentence.</summary>
public sealed class AccountFamily : Family
{
    private const string Parameter = "private_token";

    private static readonly PathString[] Paths =
        ["/api/v2", "/sign_up", "/sign_in", "/sign_in_with", "/sign_up_temporarily", "/reset_password", "/user"];

    private AccountFamily()
    {
    }

    /// <summary>Gets the one instance.</summary>
    public static AccountFamily Instance { get; } = new();

    /// <inheritdoc />
    public override string Name => "account";

    /// <inheritdoc />
    public override JsonNamingPolicy Naming => JsonNamingPolicy.SnakeCaseLower;

    /// <inheritdoc />
    public override JsonSerializerContext Json => AccountJson.Default;

    /// <inheritdoc />
    public override Type ErrorType => typeof(AccountError);

    /// <inheritdoc />
    public override Result Malformed => AccountError.Of(400, "请求格式错误"); // the body is not JSON, or not a form

    /// <inheritdoc />
    public override bool Owns(PathString path) => Array.Exists(Paths, owned => path.StartsWithSegments(owned, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Returns the credential of a request. The parameter has precedence over the header, as in the original. The header of other families comes last.
    /// </summary>
    public override string? Credential(HttpRequest request, Fields fields) =>
        Text(fields.Body) ?? Text(fields.Query) ?? Header(request, PrivateTokenHeader) ?? Header(request, "Authorization");

    /// <summary>
    /// Returns whether a request has its credential only in a place of this family: its header or the query string. This decides the family on a
    /// path that two families share.
    /// </summary>
    public static bool HasCredential(HttpRequest request) =>
        Header(request, "Authorization") is null && (Header(request, PrivateTokenHeader) is not null || request.Query.ContainsKey(Parameter));

    /// <inheritdoc />
    public override Result Missing(IReadOnlyList<string> names) => AccountError.Of(422, string.Join('，', names.Select(name => name + "不能为空字符")));

    /// <summary>Gets the failure for an API token that calls an endpoint reserved for the owner.</summary>
    internal static Result ApiTokenRefused => AccountError.Of(403, "API 令牌不能执行此操作");

    /// <summary>Gets the failure for a call that needs a fresh session: sign in again.</summary>
    internal static Result ReauthenticationRequired => AccountError.Of(403, "请重新登录后再试");

    /// <inheritdoc />
    public override Result Refuse(Result refused, Call call) => refused.Status switch
    {
        _ when refused.FailureReason == Reason.InsufficientPermissions => call.Caller.IsGuest ? AccountError.Unauthorized : ApiTokenRefused,
        _ when refused.FailureReason == Reason.SecondFactorEnrolmentRequired => AccountError.Of(403, "请先启用两步验证"), // add a second factor first
        _ when refused.FailureReason == Reason.ReauthenticationRequired => ReauthenticationRequired,
        400 => Malformed,
        404 => AccountError.Of(404, "not found"),
        405 => AccountError.Of(405, "不支持该请求方法"),
        409 => AccountError.Busy,
        413 => AccountError.Of(413, "请求过大"),
        415 => AccountError.Of(415, "不支持该内容类型"),
        429 => AccountError.Of(429, "请求过于频繁，请稍后再试").After(refused.RetryAfter),
        503 => AccountError.Of(503, "服务暂时不可用，请稍后再试").After(refused.RetryAfter),
        _ => AccountError.Of(500, "服务器内部错误").AsException(refused.IsException),
    };

    private static string? Text(IReadOnlyDictionary<string, JsonElement> fields) =>
        fields.TryGetValue(Parameter, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
