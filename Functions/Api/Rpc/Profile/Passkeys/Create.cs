using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>Adds a passkey that the caller's browser created with the options of <c>profile/passkeys/create-options</c>. A user can have 20.</summary>
[Permission(Permission.User), FreshSession, ForEnrolment, Limit(LimitKind.Changes)]
[Answer(typeof(Created))]
[Fails(400, Invalid, When = "The credential is not valid for this site and user, or its challenge expired or was used.")]
[Fails(400, When = "The name is empty or too long or has invisible characters, or the caller has 20 passkeys. The message says which.")]
[Fails(409, "Passkey already exists")]
public sealed class Create(EnrolPasskey enrolPasskey) : RpcMethod<Create.Arguments>
{
    private const string Invalid = "Passkey is invalid";

    /// <summary>The parameters.</summary>
    /// <param name="Credential">The credential that the browser created, as <c>PublicKeyCredential.toJSON()</c> writes it.</param>
    /// <param name="Name">The name of the passkey. The default is the name of the caller's browser.</param>
    public sealed record Arguments(IReadOnlyDictionary<string, JsonElement> Credential, string? Name);

    /// <summary>The new passkey.</summary>
    /// <param name="Id">The id of the passkey.</param>
    public sealed record Created(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-passkeys-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/passkeys/create")] HttpRequest request) => Answer<Create>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (parameters.Name is { } given && PasskeyName.Refuse(given) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var name = parameters.Name ?? (call.Device().SessionName is { Length: > 0 and <= PasskeyName.Longest } browser ? browser : PasskeyName.Default);
        var (outcome, id) = await enrolPasskey.Finish(call.Actor, parameters.Credential, name, cancellation);
        return outcome switch
        {
            PasskeyOutcome.Added => Result.Of(new Created(id.ToWire())),
            PasskeyOutcome.TooMany => Result.Fail(400, Reason.PasskeyLimit, $"You have {AccountChange.MaximumPasskeys} passkeys, which is the most: delete one first"),
            PasskeyOutcome.Exists => Result.Fail(409, Reason.PasskeyExists, "Passkey already exists"),
            _ => Result.Fail(400, Reason.PasskeyInvalid, Invalid),
        };
    }
}
