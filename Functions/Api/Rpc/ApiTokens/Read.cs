using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Lists;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>
/// Lists the caller's API tokens, or reads one of them. An expired token stays in the list for about 30 days. The tokens themselves are never returned again.
/// </summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(Token), Page = true, OrOne = true)]
public sealed class Read(AccountStore accounts) : RpcMethod<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">Filters and sort order.</param>
    public sealed record Arguments(
        [ReadOptions(Where = ["search = like"], OrderBy = ["id", "name", "enabled", "created"], HasId = true, IgnoresUnknown = true, MaximumLimit = AccountChange.MaximumTokens)]
        ReadOptions? Options);

    /// <summary>An API token.</summary>
    /// <param name="Id">The id of the token.</param>
    /// <param name="UserId">The id of the owner.</param>
    /// <param name="Permissions">The permissions of the token, each with true.</param>
    /// <param name="Name">The name of the token.</param>
    /// <param name="Enabled">Whether the token is enabled.</param>
    /// <param name="Created">The time when the token was created.</param>
    /// <param name="Expires">The time when the token expires, or has expired. Null if it never does.</param>
    /// <param name="LastUsed">The hour of last use. Null if the token was not used.</param>
    /// <param name="Hint">The last four characters of the token. Null for tokens of earlier versions.</param>
    public sealed record Token(
        string Id,
        string UserId,
        IReadOnlyDictionary<string, bool> Permissions,
        string Name,
        bool Enabled,
        DateTimeOffset Created,
        DateTimeOffset? Expires,
        DateTimeOffset? LastUsed,
        string? Hint);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var options = parameters.Options ?? ReadOptions.All(AccountChange.MaximumTokens);
        var userId = call.Caller.UserId;
        var tokens = await accounts.ListTokens(userId, cancellation);
        if (options.Id is { } id)
        {
            return Result.One(tokens.Where(token => token.Id.ToWire() == id).Select(token => Describe(token, userId)).SingleOrDefault());
        }

        var found = tokens.Where(token => IsFound(token, options.Filter("search"))).ToList();
        var page = Sort(found, options.OrderBy).Skip(options.Offset).Take(options.Limit).Select(token => Describe(token, userId));
        return Result.Page(page, found.Count);
    }

    /// <summary>Returns what a token shows of itself.</summary>
    internal static Token Describe(TokenRow token, long userId) =>
        new(token.Id.ToWire(), userId.ToWire(), token.Effective(userId).ToDictionary(name => name, _ => true), token.Name, token.Enabled, token.Created, token.Expires, token.Used, token.Hint);

    private static bool IsFound(TokenRow token, ReadFilter? search) => search switch
    {
        null => true,
        { Value.ValueKind: not JsonValueKind.String } => false,
        { Operator: "like", Value: var text } => token.Name.Contains(text.GetString()!, StringComparison.OrdinalIgnoreCase),
        { Value: var text } => token.Name == text.GetString(),
    };

    /// <summary>Sorts tokens; without a condition, oldest first.</summary>
    private static IEnumerable<TokenRow> Sort(IEnumerable<TokenRow> tokens, IReadOnlyList<SortBy> order)
    {
        var sorted = tokens.OrderBy(_ => 0);
        foreach (var (field, isDescending) in order)
        {
            sorted = field switch
            {
                "id" => By(sorted, token => token.Id, isDescending),
                "enabled" => By(sorted, token => token.Enabled, isDescending),
                "created" => By(sorted, token => token.Created, isDescending),
                _ => isDescending ? sorted.ThenByDescending(token => token.Name, StringComparer.Ordinal) : sorted.ThenBy(token => token.Name, StringComparer.Ordinal),
            };
        }

        return sorted.ThenBy(token => token.Created).ThenBy(token => token.Id);
    }

    private static IOrderedEnumerable<TokenRow> By<TKey>(IOrderedEnumerable<TokenRow> tokens, Func<TokenRow, TKey> key, bool isDescending) =>
        isDescending ? tokens.ThenByDescending(key) : tokens.ThenBy(key);
}
