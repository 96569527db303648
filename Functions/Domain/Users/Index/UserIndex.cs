using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>All users but root, in order and searchable: derived from table Accounts, and never believed against it.</summary>
public sealed class UserIndex
{
    private readonly StoredIndex _index;
    private readonly IndexQueue _queue;

    /// <summary>Creates the index.</summary>
    public UserIndex(Tables tables, IndexSize size, SlotClock clock, IndexQueue queue)
    {
        _index = new(tables.Index, tables.Changes, new UserIndexContent(tables), size, clock);
        _queue = queue;
    }

    /// <summary>Records a change of a user before it is written, if lists show what it changes.</summary>
    /// <param name="before">The user as he is stored; null if he is new.</param>
    /// <param name="after">The user as he will be.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <returns>The intent, whose stamp the user must carry; null if lists show no difference.</returns>
    internal async Task<Intent?> Announce(User? before, User after, CancellationToken cancellation)
    {
        var (old, listing) = (UserListing.ForIndex(before), UserListing.ForIndex(after));
        if (old == listing)
        {
            return null;
        }

        var waking = _queue.Wake(cancellation);
        var intent = await _index.Announce(Document(after.Id), after.Id, before?.Listed ?? 0, PackedListing.Pack(old), PackedListing.Pack(listing), cancellation);
        await waking;
        return intent;
    }

    /// <summary>Returns whether an intent has become too old to write the user.</summary>
    internal bool IsLate(Intent intent) => _index.IsLate(intent);

    /// <summary>Tells that the user was written.</summary>
    internal void Commit(Intent intent) => _index.Commit(intent);

    /// <summary>Takes an intent back: the user was not written and will not be.</summary>
    internal Task Withdraw(Intent intent, CancellationToken cancellation) => _index.Withdraw(intent, cancellation);

    /// <summary>Reads from the index as it is at one moment.</summary>
    /// <exception cref="IndexNotReadyException">The index is being rebuilt.</exception>
    internal Task<T> Read<T>(Func<IndexSnapshot, Task<T>> read, CancellationToken cancellation) => _index.Read(read, cancellation);

    /// <summary>Folds recorded changes into the trees.</summary>
    /// <param name="erased">Called for each user who is not listed any more, before the last trace of him in the index goes.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>Whether something is left that cannot be folded yet.</returns>
    public Task<bool> Fold(Func<long, CancellationToken, Task> erased, CancellationToken cancellation) =>
        _index.Fold((document, stop) => erased(long.Parse(document, null), stop), cancellation);

    /// <summary>Builds all trees again. A later <see cref="Fold"/> makes them valid.</summary>
    /// <returns>The number of users; null if another process builds.</returns>
    public Task<int?> Rebuild(CancellationToken cancellation) => _index.Rebuild(cancellation);

    /// <summary>Returns whether the trees are valid and none are being built.</summary>
    public Task<bool> IsReady(CancellationToken cancellation) => _index.IsReady(cancellation);

    /// <summary>Returns how the index names a user.</summary>
    internal static string Document(long id) => UserOrders.Key(id);
}
