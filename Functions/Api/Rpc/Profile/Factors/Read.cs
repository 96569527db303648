using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.Profile.Factors;

/// <summary>Returns the caller's second factors, without secrets.</summary>
[Reads, Permission(Permission.User), ForEnrolment]
[Answer(typeof(SecondFactors))]
public sealed class Read(SecondFactorRows rows) : RpcMethod<NoParameters>
{
    /// <summary>The second factors of a user.</summary>
    /// <param name="Totp">The authenticator app; null if there is none.</param>
    /// <param name="Passkeys">The passkeys, oldest first.</param>
    /// <param name="RecoveryCodes">The recovery codes.</param>
    public sealed record SecondFactors(AuthenticatorApp? Totp, IReadOnlyList<Passkey> Passkeys, CodesLeft RecoveryCodes);

    /// <summary>An authenticator app.</summary>
    /// <param name="Created">When it was confirmed.</param>
    public sealed record AuthenticatorApp(DateTimeOffset Created);

    /// <summary>A passkey.</summary>
    /// <param name="Id">The id of the passkey.</param>
    /// <param name="Name">The name that the user gave it.</param>
    /// <param name="Created">When it was created.</param>
    /// <param name="LastUsed">When it was last used; null if it was never used.</param>
    /// <param name="IsSynced">Whether its provider copies it to other devices of the user.</param>
    public sealed record Passkey(string Id, string Name, DateTimeOffset Created, DateTimeOffset? LastUsed, bool IsSynced);

    /// <summary>The recovery codes.</summary>
    /// <param name="Left">How many were not used yet.</param>
    public sealed record CodesLeft(int Left);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-factors-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/factors/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        Result.Of(Describe(await rows.Read(call.Caller.UserId, cancellation)));

    /// <summary>Returns what a user sees of their second factors.</summary>
    internal static SecondFactors Describe(UserFactors factors) => new(
        factors.Totp is { Secret: not null } totp ? new AuthenticatorApp(totp.Created) : null,
        [.. factors.Passkeys.Select(passkey => new Passkey(passkey.Id.ToWire(), passkey.Name, passkey.Created, passkey.LastUsed, passkey.IsSynced))],
        new CodesLeft(factors.RecoveryCodes is { } codes ? RecoveryCode.CountOf(codes) : 0));
}
