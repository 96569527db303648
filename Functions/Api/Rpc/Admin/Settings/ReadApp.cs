using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Settings;
using Serverless.Domain.SignIn;

namespace Serverless.Api.Rpc.Admin.Settings;

/// <summary>
/// Reads the rules for sign-up and passwords and the limits, which are settings of the app: sections <c>SignUp</c>, <c>Password</c> and <c>RateLimits</c>. They
/// change with a deployment only.
/// </summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Value[]))]
public sealed class ReadApp(IOptions<SignUpOptions> signUp, IOptions<PasswordOptions> password, IOptions<RateLimitOptions> limits) : RpcMethod<NoParameters>
{
    /// <summary>A setting of the app.</summary>
    /// <param name="Name">The name, such as `SignUp__Enabled`.</param>
    /// <param name="Setting">The value, or the default. Empty if there is none.</param>
    public sealed record Value(string Name, string Setting);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-settings-read-app")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/settings/read-app")] HttpRequest request) => Answer<ReadApp>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        Task.FromResult(Result.Of((Value[])
        [
            .. AppSettingValues.Of(signUp.Value, "SignUp")
                .Concat(AppSettingValues.Of(password.Value, "Password"))
                .Concat(AppSettingValues.Of(limits.Value, "RateLimits"))
                .Where(setting => setting.Name != "Password__BreachUrl") // it can contain a key
                .Select(setting => new Value(setting.Name, setting.Value)),
        ]));
}
