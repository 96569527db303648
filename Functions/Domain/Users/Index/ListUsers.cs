using Serverless.Domain.Lists;

namespace Serverless.Domain.Users.Index;

/// <summary>Reads parts of the list of users. What it costs depends on the part, not on how many users there are.</summary>
public sealed class ListUsers(UserIndex index)
{
    /// <summary>Returns a part of the list of all users but root.</summary>
    /// <param name="order">Sort conditions of the fields id, name, created, enabled; what follows a field that no two users share says nothing.</param>
    /// <param name="offset">Users to skip.</param>
    /// <param name="limit">Users to return at most.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The users, and how many there are in all.</returns>
    public Task<UserPage> Page(IReadOnlyList<SortBy> order, int offset, int limit, CancellationToken cancellation) => index.Read(
        async snapshot =>
        {
            var list = await OrderedUsers.Open(snapshot, UserSort.Of(order), cancellation);
            return new UserPage(await list.Range(offset, limit, cancellation), list.Count);
        },
        cancellation);

    /// <summary>Returns a part of the list of those users but root whose name, address or Telegram name contain a text.</summary>
    /// <param name="text">In lower case, not empty.</param>
    /// <param name="order">Sort conditions, as for <see cref="Page"/>.</param>
    /// <param name="offset">Users to skip.</param>
    /// <param name="limit">Users to return at most.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The users, and how many have the text.</returns>
    public Task<UserPage> Search(string text, IReadOnlyList<SortBy> order, int offset, int limit, CancellationToken cancellation) => index.Read(
        snapshot => new UserSearch(snapshot, text, UserSort.Of(order)).Run(offset, limit, cancellation),
        cancellation);
}

/// <summary>A part of a list of users.</summary>
/// <param name="Users">The users.</param>
/// <param name="Total">How many users the whole list has.</param>
public sealed record UserPage(IReadOnlyList<UserListing> Users, int Total);
