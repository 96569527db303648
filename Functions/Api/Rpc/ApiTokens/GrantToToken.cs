using System.Collections.Immutable;
using Serverless.Api.Shared;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>
/// Gives permissions to an API token, limited to those that its owner holds. A caller that is an API token can only remove permissions from itself.
/// </summary>
public sealed class GrantToToken(ChangeToken changeToken)
{
    /// <summary>Checks and writes the permissions.</summary>
    /// <param name="actor">The actor that makes the change.</param>
    /// <param name="tokenId">The token's id as sent.</param>
    /// <param name="given">Names of permissions, each with whether the token is to hold it.</param>
    /// <param name="apply">Returns the token's new permissions for its stored ones.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    public async Task<Result> Run(
        Actor actor,
        string tokenId,
        IReadOnlyDictionary<string, bool> given,
        Func<ImmutableSortedDictionary<string, bool>, ImmutableSortedDictionary<string, bool>> apply,
        CancellationToken cancellation)
    {
        if (!Wire.TryReadId(tokenId, out var id))
        {
            return Wire.TokenNotFound;
        }

        if (actor.ApiTokenId is { } itself && itself != id)
        {
            return Result.Fail(403, Reason.SessionRequired, Wire.ApiTokenOnlyItself);
        }

        Result? refused = null;
        var isMore = false;
        var isFound = await changeToken.Run(
            actor,
            id,
            (owner, token) =>
            {
                refused = RefuseNotHeld(owner, given);
                var applied = token with { Permissions = apply(token.Permissions) };
                isMore = actor.IsApiToken && applied.Permissions.Any(entry => entry.Value && !token.Permissions.GetValueOrDefault(entry.Key));
                return refused is null && !isMore ? applied : token;
            },
            cancellation);
        return !isFound ? Wire.TokenNotFound
            : isMore ? Result.Fail(403, Reason.SessionRequired, Wire.ApiTokenOnlyItself)
            : refused ?? Result.Ok();
    }

    /// <summary>Returns the failure for the first name that the owner does not hold; null if there is none.</summary>
    internal static Result? RefuseNotHeld(User owner, IReadOnlyDictionary<string, bool> given)
    {
        var held = Permission.Effective(owner.Id, owner.Permissions);
        return given.Keys.FirstOrDefault(name => !held.Contains(name)) is { } name
            ? Result.Fail(400, Reason.PermissionNotHeld, $"""Token permission "{name}" is not valid""")
            : null;
    }
}
