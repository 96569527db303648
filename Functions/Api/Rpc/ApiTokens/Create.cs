using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>
/// Creates an API token of the caller. The token is enabled. Without options it has no permissions and does not expire. A token that an API token creates
/// has no permissions, and expires with its creator at the latest. Only this response contains the token itself.
/// </summary>
[Permission(Permission.User), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(NewToken))]
[Fails(400, When = "The name, the expiry or a permission is not valid, or the caller has as many API tokens as there may be. The message says which.")]
[Fails(403, GrantsNothing)]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Create(AccountStore accounts, TokenLifetime lifetime, TimeProvider time) : RpcMethod<Create.Arguments>
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int LongestName = 255;

    private const string GrantsNothing = "An API token cannot give permissions to another token: use a session";

    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the token. It need not be unique.</param>
    /// <param name="Options">The expiry and the permissions of the token.</param>
    public sealed record Arguments(string Name, NewTokenOptions? Options);

    /// <summary>The expiry and the permissions of a new token.</summary>
    /// <param name="ExpiresInDays">The lifetime of the token in days, 1 to 3650 or to <c>ApiTokens__MaximumDays</c>. Without it, the token does not expire.</param>
    /// <param name="Permissions">Names of permissions that the caller holds, each true or false. The default is none.</param>
    [Strict]
    public sealed record NewTokenOptions(int? ExpiresInDays, IReadOnlyDictionary<string, bool>? Permissions);

    /// <summary>The new token.</summary>
    /// <param name="Id">The id of the token.</param>
    /// <param name="Token">The token itself, which is a secret.</param>
    /// <param name="UserId">The id of the user. The name is in camel case, because the published clients expect it.</param>
    /// <param name="Username">The user name of the owner.</param>
    /// <param name="Permissions">The permissions of the token, each with true.</param>
    public sealed record NewToken(
        string Id,
        string Token,
        [property: System.Text.Json.Serialization.JsonPropertyName("userId")] string UserId,
        string Username,
        IReadOnlyDictionary<string, bool> Permissions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/create")] HttpRequest request) => Answer<Create>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var days = parameters.Options?.ExpiresInDays;
        if ((RefuseName(parameters.Name) ?? lifetime.Refuse(days)) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var permissions = PermissionMap.From(parameters.Options?.Permissions ?? new Dictionary<string, bool>());
        if (call.Actor.IsApiToken && permissions.ContainsValue(true))
        {
            return Result.Fail(403, Reason.SessionRequired, GrantsNothing);
        }

        var credential = Credential.Create(CredentialKind.ApiToken, call.Caller.UserId, Ids.Random());
        var now = time.GetUtcNow();
        var expires = TokenLifetime.Of(days, call.Caller, now);
        return await accounts.Change(call.Actor, credential.UserId, change => Add(change, credential, parameters.Name, permissions, expires, now), cancellation)
            ?? Result.Fail(404, Reason.UserNotFound);
    }

    private static Refusal? RefuseName(string name) =>
        name.Length > LongestName ? new(Reason.ApiTokenNameTooLong, $"API token name must contain at most {LongestName} characters")
        : HiddenText.IsIn(name) ? new(Reason.ApiTokenNameCharacters, "API token name must not contain control characters or invisible characters")
        : null;

    private static Result Add(AccountChange change, Credential credential, string name, ImmutableSortedDictionary<string, bool> permissions, DateTimeOffset? expires, DateTimeOffset now)
    {
        if (GrantToToken.RefuseNotHeld(change.User, permissions) is { } refused)
        {
            return refused;
        }

        var token = new TokenRow
        {
            Id = credential.RecordId,
            Name = name,
            Enabled = true,
            Created = now,
            Permissions = permissions,
            Hash = credential.Hash(),
            Hint = TokenSecrets.HintOf(credential),
            Expires = expires,
            UserPermissions = change.User.Permissions,
            UserEnabled = change.User.Enabled,
        };
        if (!change.AddToken(token))
        {
            return Result.Fail(400, Reason.ApiTokenLimit, $"You have {AccountChange.MaximumTokens} API tokens, which is the most: delete one first");
        }

        change.Notify(SecurityNotice.TokenCreated(name), now);
        return Result.Of(new NewToken(token.Id.ToWire(), credential.Text, credential.UserId.ToWire(), change.User.Name, token.Effective(credential.UserId).ToDictionary(held => held, _ => true)));
    }
}
