using Serverless.Domain.Lists;

namespace Serverless.Domain.Users.Index;

/// <summary>Reads parts of the list of users. The cost depends on the part, not on the number of users.</summary>
public sealed class ListUsers(UserIndex index)
{
    /// <summary>Returns a part of the list of all users except root.</summary>
    /// <param name="order">The sort conditions, with the fields id, name, created, enabled. Conditions after a unique field have no effect.</param>
    /// <param name="offset">The number of users to skip.</param>
    /// <param name="limit">The maximum number of users to return.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The users, and the number of all users in the list.</returns>
    public Task<UserPage> Page(IReadOnlyList<SortBy> order, int offset, int limit, CancellationToken cancellation) => index.Read(
        async snapshot =>
        {
            var list = await OrderedUsers.Open(snapshot, UserSort.Of(order), cancellation);
            return new UserPage(await list.Range(offset, limit, cancellation), list.Count);
        },
        cancellation);

    /// <summary>Returns a part of the list of users except root whose name, email address or Telegram name contains a text.</summary>
    /// <param name="text">The text, in lower case and not empty.</param>
    /// <param name="order">The sort conditions, with the fields id, name, created, enabled. Conditions after a unique field have no effect.</param>
    /// <param name="offset">The number of users to skip.</param>
    /// <param name="limit">The maximum number of users to return.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The users, and the number of all users who match.</returns>
    public Task<UserPage> Search(string text, IReadOnlyList<SortBy> order, int offset, int limit, CancellationToken cancellation) => index.Read(
        snapshot => new UserSearch(snapshot, text, UserSort.Of(order)).Run(offset, limit, cancellation),
        cancellation);
}

/// <summary>Represents a part of a list of users.</summary>
/// <param name="Users">The users.</param>
/// <param name="Total">The number of users in the whole list.</param>
public sealed record UserPage(IReadOnlyList<UserListing> Users, int Total);
