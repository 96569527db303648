using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>One try to make the index say of some users what their rows say: in one transaction if it can hold it.</summary>
internal sealed class IndexUpdate(Tables tables, IndexNodes nodes, IndexSize size)
{
    private readonly IndexWriter _writer = new(nodes, size);
    private readonly List<TableTransactionAction> _closing = [];
    private readonly List<Announcement> _closed = [];

    /// <summary>Does it, and completes the announcements that are done.</summary>
    /// <returns>False if somebody else wrote meanwhile, or the nodes are not believed: to be tried again with nodes read anew.</returns>
    public async Task<bool> TryRun(IEnumerable<Announcement> announced, CancellationToken cancellation)
    {
        try
        {
            var users = await Task.WhenAll(announced.GroupBy(one => one.Id).Select(group => Decide(nodes, group.Key, [.. group], cancellation)));
            await nodes.Load(users.SelectMany(user => user.Change.Places), cancellation);
            foreach (var user in users)
            {
                if (!await TryAdd(user, cancellation))
                {
                    return false;
                }
            }

            return await TryCommit(cancellation);
        }
        catch (IndexChangedException)
        {
            return false;
        }
    }

    private async Task<UserChange> Decide(IndexNodes known, long id, IReadOnlyList<Announcement> announced, CancellationToken cancellation)
    {
        var place = UserOrders.Place(id);
        var indexed = (await known.Path(place, cancellation))[^1].Node.Find(place.Key);
        if (announced is [{ Newcomer: { } newcomer }] && indexed is null)
        {
            // Needs no look at him: who changed him meanwhile has put him into this leaf, and who erased him has deleted the announcement, so
            // this would fail; and who is at it meets what this wrote.
            return new(id, announced, announced, null, [], IndexChange.Between([], newcomer));
        }

        var note = await IndexNote.Find(tables.Index, id, cancellation);
        // After the index: whoever changes the user later than this also changes the index later.
        var user = (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation))?.ToUser();
        var listing = UserListing.ForIndex(user);
        List<UserListing> before = [.. note?.Listings ?? [], .. indexed is null ? [] : (UserListing[])[indexed]];
        // Of somebody who is being erased more is left to do than this.
        IReadOnlyList<Announcement> closed = user is { IsErasing: true } ? [] : announced;
        return new(id, announced, closed, note, before, note is null && indexed == listing ? new(null, [], []) : IndexChange.Between(before, listing));
    }

    private async Task<bool> TryAdd(UserChange user, CancellationToken cancellation)
    {
        if (!nodes.IsFresh && (user.Change.IsEmpty || user.Note is not null))
        {
            // Nothing would be written that tells whether the nodes are still true.
            var anew = await Decide(new(tables.Index), user.Id, user.Announced, cancellation);
            if (!anew.Change.IsEmpty || anew.Note is not null)
            {
                return false;
            }

            user = anew;
        }

        if (!await _writer.Fits(user.Change, _closing.Count + user.ClosingRows, cancellation))
        {
            if (!await TryCommit(cancellation))
            {
                return false;
            }

            if (!await _writer.Fits(user.Change, user.ClosingRows, cancellation))
            {
                return await TryAddInParts(user, cancellation);
            }
        }

        await _writer.Apply(user.Change, cancellation);
        Close(user);
        return true;
    }

    /// <summary>Writes all of a user's change but the last part: the texts before the orders, which say how far it is.</summary>
    private async Task<bool> TryAddInParts(UserChange user, CancellationToken cancellation)
    {
        var note = user.Note ?? IndexNote.Of(user.Id);
        note.Listings = [.. user.Before.Append(user.Change.User).OfType<UserListing>().Distinct()];
        // With the announcements: whoever deletes one, because the user is gone, has seen the note or fails.
        if (await Submit([note.Write(), .. user.Announced.Select(one => one.Touch())], cancellation) is not { } responses)
        {
            return false;
        }

        note.Accept(responses[0]);
        foreach (var (i, announcement) in user.Announced.Index())
        {
            announcement.Accept(responses[i + 1]);
        }

        foreach (var part in user.Change.InTexts().Append(user.Change.InOrders()))
        {
            if (!await TryAddPart(part, note, user.Closed.Count + 1, cancellation))
            {
                return false;
            }
        }

        Close(user with { Note = note });
        return true;
    }

    private async Task<bool> TryAddPart(IndexChange part, IndexNote note, int otherRows, CancellationToken cancellation)
    {
        if (!await _writer.Fits(part, otherRows, cancellation))
        {
            if (await Submit([note.Write()], cancellation) is not [var response])
            {
                return false;
            }

            note.Accept(response);
            if (part.Places.Skip(1).Any() && !await _writer.Fits(part, otherRows, cancellation))
            {
                foreach (var single in part.Single())
                {
                    if (!await TryAddPart(single, note, otherRows, cancellation))
                    {
                        return false;
                    }
                }

                return true;
            }
        }

        await _writer.Apply(part, cancellation);
        return true;
    }

    private void Close(UserChange user)
    {
        _closing.AddRange(user.Closed.Select(one => one.Delete()));
        if (user.Note is not null)
        {
            _closing.Add(user.Note.Delete());
        }

        _closed.AddRange(user.Announced);
    }

    private async Task<bool> TryCommit(CancellationToken cancellation)
    {
        if (await Submit(_closing, cancellation) is null)
        {
            return false;
        }

        _closed.ForEach(one => one.Done.TrySetResult());
        _closed.Clear();
        _closing.Clear();
        return true;
    }

    /// <summary>Writes what was changed in the trees, and other rows; null if somebody else did meanwhile.</summary>
    /// <returns>What storage said of the others.</returns>
    private async Task<Response[]?> Submit(List<TableTransactionAction> others, CancellationToken cancellation)
    {
        List<TableTransactionAction> all = [.. _writer.ToTransaction(), .. others];
        if (all.Count == 0)
        {
            return [];
        }

        try
        {
            var responses = (await tables.Index.SubmitTransactionAsync(all, cancellation)).Value;
            _writer.Accept(responses);
            return [.. responses.TakeLast(others.Count)];
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // Somebody else's change, or the repetition of ours whose answer was lost: then the next try finds nothing to do.
            return null;
        }
    }

    /// <summary>What is to be done for one user.</summary>
    /// <param name="Id">Whom.</param>
    /// <param name="Announced">Who waits for it.</param>
    /// <param name="Closed">Those of them that are to be deleted with it.</param>
    /// <param name="Note">What is stored of a change of several transactions, if there is one.</param>
    /// <param name="Before">What the trees may say of him.</param>
    /// <param name="Change">The change.</param>
    private sealed record UserChange(
        long Id, IReadOnlyList<Announcement> Announced, IReadOnlyList<Announcement> Closed, IndexNote? Note, IReadOnlyList<UserListing> Before, IndexChange Change)
    {
        public int ClosingRows => Closed.Count + (Note is null ? 0 : 1);
    }
}
