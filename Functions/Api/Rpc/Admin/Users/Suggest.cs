using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Lists;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>
/// Finds users by a part of their user name, email address or Telegram user name. Returns at most 100 users, sorted by user name, including root.
/// </summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Suggestion[]), IsOptional = true)]
public sealed class Suggest(AccountStore accounts, ListUsers listUsers) : RpcMethod<Suggest.Arguments>
{
    private const int Most = 100;

    private static readonly SortBy[] ByName = [new("name", IsDescending: false)];

    /// <summary>The parameters.</summary>
    /// <param name="Options">The filter <c>name</c> is the text to search for. Its operator is ignored, and so are unknown members.</param>
    public sealed record Arguments([ReadOptions(Where = ["name " + ReadOptionsAttribute.AnyOperator], IgnoresUnknown = true, MaximumLimit = 0)] ReadOptions? Options);

    /// <summary>A user that was found.</summary>
    /// <param name="Id">The user's id.</param>
    /// <param name="Name">User name.</param>
    public sealed record Suggestion(string Id, string Name);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-suggest")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/suggest")] HttpRequest request) => Answer<Suggest>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var filter = parameters.Options?.Filter("name");
        if (filter is { Text: null })
        {
            return Result.Of(null);
        }

        var text = filter?.Text?.ToLowerInvariant() ?? "";
        IReadOnlyList<UserListing> users = text.Length > 0
            ? (await listUsers.Search(text, ByName, 0, Most, cancellation)).Users
            : (await listUsers.Page(ByName, 0, Most, cancellation)).Users;
        // Lists omit root, so the index does not contain root.
        var root = await accounts.Read(User.RootId, cancellation) is { } user ? UserListing.Of(user) : null;
        Suggestion[] found = [.. UserSort.Of(ByName).Sort(root?.Contains(text) == true ? users.Append(root) : users).Take(Most).Select(one => new Suggestion(one.Id.ToWire(), one.Name))];
        return Result.Of(found.Length > 0 ? found : null);
    }
}
