using System.Collections.Immutable;
using Serverless.Api.Shared;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>Gives permissions to an API token, only such as its owner holds. A caller that is a token can only take permissions from itself.</summary>
public sealed class GrantToToken(ChangeToken changeToken)
{
    /// <summary>Checks and writes.</summary>
    /// <param name="actor">Who gives.</param>
    /// <param name="tokenId">The token's id as it was sent.</param>
    /// <param name="given">The names given, each with whether it is to be held.</param>
    /// <param name="apply">Makes the token's new map out of its stored one.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
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

        string? refused = null;
        var isMore = false;
        var isFound = await changeToken.Run(
            actor,
            id,
            (owner, token) =>
            {
                refused = Refuse(owner, given);
                var applied = token with { Permissions = apply(token.Permissions) };
                isMore = actor.IsApiToken && applied.Permissions.Any(entry => entry.Value && !token.Permissions.GetValueOrDefault(entry.Key));
                return refused is null && !isMore ? applied : token;
            },
            cancellation);
        return !isFound ? Wire.TokenNotFound
            : isMore ? Result.Fail(403, Reason.SessionRequired, Wire.ApiTokenOnlyItself)
            : refused is not null ? Result.Fail(400, Reason.PermissionNotHeld, $"""Token permission "{refused}" is not valid""")
            : Result.Ok();
    }

    /// <summary>The first name that cannot be given, or null.</summary>
    private static string? Refuse(User owner, IReadOnlyDictionary<string, bool> given)
    {
        var held = Permission.Effective(owner.Id, owner.Permissions);
        return given.Keys.FirstOrDefault(name => !held.Contains(name));
    }
}
