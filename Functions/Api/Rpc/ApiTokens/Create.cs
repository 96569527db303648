using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>Creates an API token of the caller. The token is enabled and has no permissions. Only this response contains the token itself.</summary>
[Permission(Permission.User), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(NewToken))]
[Fails(400, When = "The name is too long or has invisible characters, or the caller has as many API tokens as there may be. The message says which.")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Create(AccountStore accounts, TimeProvider time) : RpcMethod<Create.Arguments>
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int LongestName = 255;

    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the token. It need not be unique.</param>
    public sealed record Arguments(string Name);

    /// <summary>The new token.</summary>
    /// <param name="Id">The id of the token.</param>
    /// <param name="Token">The token itself, which is a secret.</param>
    /// <param name="UserId">The id of the user. The name is in camel case, because the published clients expect it.</param>
    /// <param name="Username">The user name of the owner.</param>
    /// <param name="Permissions">The permissions of the token: none.</param>
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
        if (parameters.Name.Length > LongestName)
        {
            return Result.Fail(400, Reason.ApiTokenNameTooLong, $"API token name must contain at most {LongestName} characters");
        }

        if (HiddenText.IsIn(parameters.Name))
        {
            return Result.Fail(400, Reason.ApiTokenNameCharacters, "API token name must not contain control characters or invisible characters");
        }

        var credential = Credential.Create(CredentialKind.ApiToken, call.Caller.UserId, Ids.Random());
        var now = time.GetUtcNow();
        return await accounts.Change(call.Actor, credential.UserId, change => Add(change, credential, parameters.Name, now), cancellation) ?? Result.Fail(404, Reason.UserNotFound);
    }

    private static Result Add(AccountChange change, Credential credential, string name, DateTimeOffset now)
    {
        var token = new TokenRow
        {
            Id = credential.RecordId,
            Name = name,
            Enabled = true,
            Created = now,
            Permissions = ImmutableSortedDictionary<string, bool>.Empty,
            Hash = credential.Hash(),
            UserPermissions = change.User.Permissions,
            UserEnabled = change.User.Enabled,
        };
        if (!change.AddToken(token))
        {
            return Result.Fail(400, Reason.ApiTokenLimit, $"You have {AccountChange.MaximumTokens} API tokens, which is the most: delete one first");
        }

        change.Notify(SecurityNotice.TokenCreated(name), now);
        return Result.Of(new NewToken(token.Id.ToWire(), credential.Text, credential.UserId.ToWire(), change.User.Name, token.Permissions));
    }
}
