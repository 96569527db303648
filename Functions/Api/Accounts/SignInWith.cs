using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>Signs in with a WeChat openid. Creates an account for an unknown openid. The setting <c>WeChat__Mode</c> turns this endpoint on.</summary>
/// <remarks>The client sends the openid without any proof: see <see cref="WeChatMode"/>.</remarks>
[Permission(Permission.Anyone)]
[Answer(typeof(Account))]
[Fails(401, AccountError.SecondFactorText, When = "The user has a second factor, and it is missing or wrong.")]
[Fails(401, "帐号或者密码错误", When = "The user is disabled.")]
[Fails(401, "401 Unauthorized", When = "The application has not proved itself with the header X-WeChat-Secret.")]
[Fails(403, When = "Sign-in with WeChat is off, or the openid is new and sign-up is closed.")]
[Fails(409, When = "The account is being made this moment; ask again.")]
[Fails(422, When = "Another provider than wechat, no uid, or a value is not acceptable or taken. The message says which.")]
public sealed class SignInWith(
    AccountRules rules, Names names, OpenPrivateSession openSession, CreateGeneratedUser createUser, NewAccount newAccount,
    SignInWithOtp signInWithOtp, CallLimits limits, IOptions<WeChatOptions> options, TimeProvider time)
    : Endpoint<SignInWith.Arguments>
{
    private const string WeChat = "wechat";
    private const string SecretHeader = "X-WeChat-Secret";
    private const int LongestUid = 255;

    /// <summary>What it takes. If the openid is known, everything else is ignored.</summary>
    /// <param name="Provider">Only <c>wechat</c>.</param>
    /// <param name="Uid">The openid.</param>
    /// <param name="Username">The user name of a new user. It is generated if omitted.</param>
    /// <param name="Email">The email address of a new user. It is generated if omitted.</param>
    /// <param name="Fullname">The display name. The default is the user name.</param>
    /// <param name="Avatar">The URL of the picture.</param>
    /// <param name="PhoneNumber">The telephone number.</param>
    /// <param name="Otp">The second factor, if the user has one: a code of an authenticator app or a recovery code.</param>
    public sealed record Arguments(string Provider, [Required] string? Uid, string? Username, string? Email, string? Fullname, string? Avatar, string? PhoneNumber, string? Otp);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-sign-in-with")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/sign_in_with/{provider}")] HttpRequest request) => Answer<SignInWith>(request);

    /// <summary>Handles the HTTP trigger of the path of document 004.</summary>
    [Function("accounts-sign-in-with-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign_in_with/{provider}")] HttpRequest request) => Answer<SignInWith>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        if (Refuse(parameters.Provider, call.Request!) is { } refused)
        {
            return refused;
        }

        var link = parameters.Uid is { Length: > 0 and <= LongestUid } uid ? Link.Of(WeChat, uid) : null;
        return await SignIn(link, parameters.Otp, call.Device(), cancellation) ?? await SignUp(parameters, link, call, cancellation);
    }

    private Result? Refuse(string provider, HttpRequest request) => (provider, options.Value.Mode) switch
    {
        (not WeChat, _) => AccountError.Of(422, "授权类型不支持"),
        (_, WeChatMode.Off) => AccountError.Of(403, "微信登录未启用"),
        (_, WeChatMode.Trusted) when !IsTrusted(request) => AccountError.Unauthorized,
        _ => null,
    };

    /// <summary>
    /// Returns whether the request has the secret. It compares hashes of equal length, so that the time reveals neither where the secrets differ nor
    /// how long the secret is.
    /// </summary>
    private bool IsTrusted(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[SecretHeader].ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Secret)));

    /// <summary>Signs in the user with the openid; returns null if no user has it.</summary>
    private async Task<Result?> SignIn(Link? link, string? otp, Device device, CancellationToken cancellation)
    {
        if (link is null || await names.FindUser(link, cancellation) is not { } user)
        {
            return null;
        }

        var outcome = await signInWithOtp.Run(user.Name, user, otp, device, proof => openSession.Run(link, user, device, cancellation, proof), cancellation);
        return outcome.ToResult();
    }

    private async Task<Result> SignUp(Arguments given, Link? link, Call call, CancellationToken cancellation)
    {
        if (!newAccount.IsOpen)
        {
            return AccountError.SignUpClosed;
        }

        var name = given.Username is { Length: > 0 } username ? UserName.Normalize(username) : null;
        var email = given.Email is { Length: > 0 } address ? EmailAddress.Normalize(address) : null;
        string[] problems =
        [
            .. email is null ? [] : AccountRules.Email(email),
            .. name is null ? [] : rules.Name(name, email),
            .. AccountRules.Details(given.Fullname, given.Avatar, given.PhoneNumber),
            .. link is not null ? [] : new[] { given.Uid is { Length: > LongestUid } ? $"uid过长（最长为 {LongestUid} 个字符）" : "uid不能为空字符" },
        ];
        if (AccountError.Invalid(problems) is { } invalid)
        {
            return invalid;
        }

        // Counted here, because a sign-in of an existing user is no sign-up.
        if (await limits.Take(LimitKind.SignUp, call.Caller, call.Address(), cancellation) is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        var device = call.Device();
        var first = await newAccount.FirstSession(device, cancellation);
        var creation = await createUser.Run(name, email, Draft, cancellation, first.Open);
        // If two concurrent calls have one new openid, the second call finds the account of the first.
        return creation.Taken.Any(taken => taken.Kind == NameKind.Link) && await SignIn(link, given.Otp, device, cancellation) is { } signedIn
            ? signedIn
            : await newAccount.Welcome(creation, first, cancellation);

        User Draft(string freeName, string freeAddress) => new User
        {
            Id = 0,
            Name = freeName,
            Email = freeAddress,
            Links = [link!],
            Locale = PreferredLocale.Of(call.Request),
            Created = time.GetUtcNow(),
        }.With(given.Fullname, given.Avatar, given.PhoneNumber);
    }
}
