using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>
/// Lists users, without root: sorted, in pages, and optionally only those with a text in their user name, email address or Telegram user name. With an
/// id, returns that user.
/// </summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(UserRecord), Page = true, OrOne = true)]
public sealed class Read(AccountStore accounts, ListUsers listUsers) : RpcMethod<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Options">Filters, sort order and page. The default is the first 100 users by name, descending.</param>
    public sealed record Arguments(
        [ReadOptions(Where = ["id =", "search like"], OrderBy = ["id", "name", "created", "enabled"], HasId = true)] ReadOptions? Options);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var options = parameters.Options ?? ReadOptions.All(new ReadOptionsAttribute().MaximumLimit);
        if (options.Id is { } id)
        {
            return Result.One(await Find(id, cancellation) is { } one ? UserRecord.Of(one) : null);
        }

        if (options.Filter("id") is { } idFilter)
        {
            var found = await Find(idFilter.Text ?? "", cancellation);
            return Part(found is { Id: not User.RootId } && Matches(found, options.Filter("search")) ? [found] : [], options);
        }

        if (options.Filter("search") is { } search && search.Text is not { Length: 0 })
        {
            return search.Text is { } text ? Page(await listUsers.Search(text.ToLowerInvariant(), options.OrderBy, options.Offset, options.Limit, cancellation)) : Page(new([], 0));
        }

        return Page(await listUsers.Page(options.OrderBy, options.Offset, options.Limit, cancellation));
    }

    private static bool Matches(UserListing user, ReadFilter? search) =>
        search is not { } filter || (filter.Text is { } text && user.Contains(text.ToLowerInvariant()));

    private static Result Page(UserPage page) => Result.Page(page.Users.Select(UserRecord.Of), page.Total);

    private static Result Part(List<UserListing> all, ReadOptions options) =>
        Result.Page(all.Skip(options.Offset).Take(options.Limit).Select(UserRecord.Of), all.Count);

    private async Task<UserListing?> Find(string id, CancellationToken cancellation) =>
        Wire.TryReadId(id, out var number) && await accounts.Read(number, cancellation) is { } user ? UserListing.Of(user) : null;
}
