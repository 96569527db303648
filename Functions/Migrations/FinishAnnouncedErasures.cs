using Serverless.Domain.Users;
using Serverless.Storage.Forms;

namespace Serverless.Migrations;

/// <summary>
/// Form 2: finishes erasures that revision c2ef8d8 announced in table Index and did not complete. The rebuilt index contains no announcements, so they
/// would be lost without this step.
/// </summary>
public sealed class FinishAnnouncedErasures(FormerRows rows, EraseUser eraseUser) : IMigrationStep
{
    /// <inheritdoc />
    public int To => 2;

    /// <inheritdoc />
    public string Name => "finish-announced-erasures";

    /// <summary>Gets false: a fold of the index, which calls start, deletes the announcements.</summary>
    public bool AllowsServing => false;

    /// <inheritdoc />
    public async Task<long> Count(CancellationToken cancellation) => await rows.AnnouncedErasures(cancellation).CountAsync(cancellation);

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var user in rows.AnnouncedErasures(cancellation))
        {
            // Does nothing for a user who is not marked: the announced change was a different one, and the index is built from the stored users.
            await eraseUser.Finish(user, cancellation);
            await progress.Report(1, cancellation);
        }
    }
}
