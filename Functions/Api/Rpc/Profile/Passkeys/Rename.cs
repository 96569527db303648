using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>Changes the name of one of the caller's passkeys.</summary>
[Permission(Permission.User), FreshSession, Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(400, When = "The name is empty or too long or has invisible characters.")]
[Fails(404, PasskeyFailure.Missing)]
public sealed class Rename(AccountStore accounts, SecondFactorRows rows) : RpcMethod<Rename.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Id">The id of the passkey.</param>
    /// <param name="Name">The new name, 1 to 100 characters.</param>
    public sealed record Arguments(string Id, string Name);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-passkeys-rename")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/passkeys/rename")] HttpRequest request) => Answer<Rename>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (PasskeyName.Refuse(parameters.Name) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        return Wire.TryReadId(parameters.Id, out var id) && await accounts.Change(call.Actor, call.Caller.UserId, Set, cancellation)
            ? Result.Touched(1)
            : PasskeyFailure.NotFound;

        async ValueTask<bool> Set(AccountChange change, CancellationToken stop)
        {
            if (!change.User.Passkeys.Contains(id) || await rows.FindPasskey(change.User.Id, id, stop) is not { } row)
            {
                return false;
            }

            change.RenamePasskey(row, parameters.Name);
            return true;
        }
    }
}
