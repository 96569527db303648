using System.Collections.Immutable;
using Serverless.Accounts;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.ApiTokens;

/// <summary>Gives permissions to an API token: only such as its owner holds, and, if the caller is a token, only such as that token holds itself.</summary>
public sealed class GrantToToken(ChangeToken changeToken)
{
    /// <summary>Checks and writes.</summary>
    /// <param name="caller">Who gives.</param>
    /// <param name="tokenId">The token's id as it was sent.</param>
    /// <param name="given">The names given, each with whether it is to be held.</param>
    /// <param name="apply">Makes the token's new map out of its stored one.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    public async Task<Result> Run(
        Caller caller,
        string tokenId,
        IReadOnlyDictionary<string, bool> given,
        Func<ImmutableSortedDictionary<string, bool>, ImmutableSortedDictionary<string, bool>> apply,
        CancellationToken cancellation)
    {
        if (!Wire.TryReadId(tokenId, out var id))
        {
            return Wire.TokenNotFound;
        }

        string? refused = null;
        var isFound = await changeToken.Run(
            caller.UserId,
            id,
            (owner, token) =>
            {
                refused = Refuse(caller, owner, given);
                return refused is null ? token with { Permissions = apply(token.Permissions) } : token;
            },
            cancellation);
        return !isFound ? Wire.TokenNotFound
            : refused is not null ? Result.Fail(400, Reason.PermissionNotHeld, $"""Token permission "{refused}" is not valid""")
            : Result.Ok();
    }

    /// <summary>The first name that cannot be given, or null.</summary>
    private static string? Refuse(Caller caller, User owner, IReadOnlyDictionary<string, bool> given)
    {
        var held = Permission.Effective(owner.Id, owner.Permissions);
        return given.Keys.FirstOrDefault(name => !held.Contains(name))
            ?? (caller.ApiTokenId is null ? null : given.FirstOrDefault(entry => entry.Value && !caller.Permissions.Contains(entry.Key)).Key);
    }
}
