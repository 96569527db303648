using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Migrations;

/// <summary>Form 3: replaces user ids by pseudonyms in the batches of the call log.</summary>
/// <remarks>
/// An instance of form 2 that had no traffic in the minute before the announcement can still write its buffered calls. For such a batch the reader
/// checks whether the users exist, until <see cref="ReplaceLateUserIds"/> rewrites it.
/// </remarks>
public sealed class ReplaceUserIdsInLog(Tables tables, AccountRows accounts, FormerRows rows) : IMigrationStep
{
    private const string ErasePartition = "erase";

    /// <inheritdoc />
    public int To => 3;

    /// <inheritdoc />
    public string Name => "replace-user-ids-in-log";

    /// <summary>Gets true: the rewriting of a month of heavy traffic takes long, and the reader supports both kinds of batches.</summary>
    public bool AllowsServing => true;

    /// <inheritdoc />
    public Task<long> Count(CancellationToken cancellation) => new LogUserIds(tables, accounts).Count(cancellation);

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        await new LogUserIds(tables, accounts).Replace(progress, cancellation);

        // The progress of the version before in removing users from the batches: their calls are anonymous now.
        await rows.DeleteStatistics(ErasePartition, cancellation);
    }
}
