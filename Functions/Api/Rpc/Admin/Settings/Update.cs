using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Settings;

namespace Serverless.Api.Rpc.Admin.Settings;

/// <summary>
/// Changes the given stored settings and keeps the others. A value of null clears a setting. All instances use the new values within 5 seconds. A new
/// SMTP server without a password clears the stored password. Only root, with a session, can change where links and emails go: <c>app_url</c> and
/// <c>smtp_…</c>.
/// </summary>
[Permission(Permission.Admin)]
[Answer]
[Fails(400, When = "The setting does not exist, or the value is invalid. The message says which.")]
[Fails(403, When = "The setting decides where secrets are sent, and the caller is not root with a session. The message says which.")]
public sealed class Update(SettingsStore store) : RpcMethod<Update.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Settings">Any of the settings that <see cref="Read"/> returns; <c>id</c>, <c>updated</c>, masked secrets and the path of the logo change nothing.</param>
    public sealed record Arguments(IReadOnlyDictionary<string, JsonElement> Settings);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-settings-update")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/settings/update")] HttpRequest request) => Answer<Update>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (SettingsChange.Read(parameters.Settings, out var changes) is { } problem)
        {
            return Result.Fail(400, problem);
        }

        var guarded = call.Caller is { IsRoot: true, SessionId: not null } ? null : Setting.DecidesWhereSecretsGo;
        var (clears, refused) = await store.Update(changes, call.Actor, guarded, cancellation);
        return refused is not null ? Result.Fail(403, Reason.RootAccount, $"""Setting "{refused}" can be changed only by root, in a session""")
            : clears ? Result.Ok("The stored smtp_password was for another mail server and is cleared: give it anew")
            : Result.Ok();
    }
}
