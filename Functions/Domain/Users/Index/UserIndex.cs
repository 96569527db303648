using Microsoft.Extensions.Logging;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>Represents the index of all users except root, sorted and searchable. It is derived from table Accounts, which always takes precedence.</summary>
public sealed class UserIndex
{
    private readonly StoredIndex _index;
    private readonly IndexQueue _queue;

    /// <summary>Initialises a new instance.</summary>
    public UserIndex(Tables tables, IIndexContent content, IndexSize size, StorageClock clock, IndexQueue queue, ILogger<UserIndex> logger)
    {
        _index = tables.OpenIndex(content, size, clock, logger);
        _queue = queue;
    }

    /// <summary>Writes a change record before the user is written, if the change affects lists.</summary>
    /// <param name="before">The user as stored; null for a new user.</param>
    /// <param name="after">The user as they will be written.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <returns>The change record, whose stamp the user must have; null if the change does not affect lists.</returns>
    internal async Task<PendingChange?> AddPending(User? before, User after, CancellationToken cancellation)
    {
        var (old, listing) = (UserListing.ForIndex(before), UserListing.ForIndex(after));
        if (old == listing)
        {
            return null;
        }

        var waking = _queue.Wake(cancellation);
        var pending = await _index.AddPending(Document(after.Id), after.Id, before?.Listed ?? 0, Pack, cancellation);
        await waking;
        return pending;

        StateChange Pack(IIndexVersion version) => new(PackedListing.Pack(old, version.Number), PackedListing.Pack(listing, version.Number));
    }

    /// <summary>Returns whether a change record has become too old to write the user.</summary>
    internal bool IsLate(PendingChange pending) => _index.IsLate(pending);

    /// <summary>Reports that the user was written.</summary>
    internal void Commit(PendingChange pending) => _index.Commit(pending);

    /// <summary>Deletes a change record, because the user was not written and will not be.</summary>
    internal Task Withdraw(PendingChange pending, CancellationToken cancellation) => _index.Withdraw(pending, cancellation);

    /// <summary>Reads from a consistent snapshot of the index.</summary>
    /// <exception cref="IndexNotReadyException">Thrown when the index is being rebuilt.</exception>
    internal Task<T> Read<T>(Func<IndexSnapshot, Task<T>> read, CancellationToken cancellation) => _index.Read(read, cancellation);

    /// <summary>Folds change records into the trees.</summary>
    /// <param name="erased">Called for each user who is no longer listed, before their last change record is deleted.</param>
    /// <param name="cancellation">Cancels the run.</param>
    /// <returns>Whether some change records cannot be folded yet.</returns>
    public Task<bool> Fold(Func<long, CancellationToken, Task> erased, CancellationToken cancellation) =>
        _index.Fold((document, stop) => erased(long.Parse(document, null), stop), cancellation);

    /// <summary>Rebuilds all trees. A later <see cref="Fold"/> makes them valid.</summary>
    /// <returns>The number of users; null if another process is rebuilding.</returns>
    public Task<int?> Rebuild(CancellationToken cancellation) => _index.Rebuild(cancellation);

    /// <summary>Returns whether the trees are valid and no rebuild is running.</summary>
    public Task<bool> IsReady(CancellationToken cancellation) => _index.IsReady(cancellation);

    /// <summary>Returns the document name of a user in the index.</summary>
    internal static string Document(long id) => UserOrders.Key(id);
}
