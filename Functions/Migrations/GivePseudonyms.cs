using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Migrations;

/// <summary>
/// Form 3: adds a pseudonym for the call log to each user, in one transaction with the rows of the user's sessions and API tokens. Then adds it to the
/// changes of the user that are not folded into the index yet.
/// </summary>
public sealed class GivePseudonyms(AccountRows accounts, PseudonymRows rows) : IMigrationStep
{
    private const int AtOnce = 32;
    private const int Chunk = 256;

    /// <inheritdoc />
    public int To => 3;

    /// <inheritdoc />
    public string Name => "give-pseudonyms";

    /// <summary>Gets false: the log could not record the caller of calls by users without a pseudonym.</summary>
    public bool AllowsServing => false;

    /// <inheritdoc />
    public async Task<long> Count(CancellationToken cancellation) => await accounts.AllUsers(cancellation).CountAsync(cancellation);

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var users in accounts.AllUsers(cancellation).Chunk(Chunk).WithCancellation(cancellation))
        {
            await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (row, stop) => await Give(row, stop));
            await progress.Report(users.Length, cancellation);
        }

        await foreach (var change in rows.Changes(cancellation))
        {
            await Add(change, cancellation);
            await progress.Report(1, cancellation);
        }
    }

    private async Task Give(UserRow row, CancellationToken cancellation)
    {
        var listed = row.ToUser();
        (UserRow User, IEnumerable<long> Sessions, IEnumerable<long> Tokens)? stored = (row, listed.Sessions.Select(session => session.Id), listed.Tokens);
        while (stored is ({ Pseudonym: Pseudonym.Nobody, IsErasing: false } user, var sessions, var tokens))
        {
            if (await rows.TryGive(user, sessions, tokens, user.Id == User.RootId ? Pseudonym.Root : Pseudonym.New(), cancellation))
            {
                return;
            }

            // Another instance was faster, the response was lost, or a listed row is missing: the stored rows decide.
            stored = await rows.Read(user.Id, cancellation);
        }
    }

    private async Task Add(UnfoldedChange change, CancellationToken cancellation)
    {
        var pseudonym = (await accounts.FindUser(long.Parse(change.Document, null), cancellation))?.Pseudonym ?? Pseudonym.Nobody;
        await rows.AddUpgraded(change, state => PackedListing.Upgrade(state, pseudonym), cancellation);
    }
}
