using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Migrations;

/// <summary>
/// Form 4: replaces user ids in the batches of the call log that an instance of form 2 wrote after <see cref="ReplaceUserIdsInLog"/> had ended. Other
/// batches stay as they are. A batch of form 3 has no transports, and its calls are read as calls over HTTP.
/// </summary>
public sealed class ReplaceLateUserIds(Tables tables, AccountRows accounts) : IMigrationStep
{
    /// <inheritdoc />
    public int To => 4;

    /// <inheritdoc />
    public string Name => "replace-late-user-ids";

    /// <summary>Gets true: the reader supports both kinds of batches.</summary>
    public bool AllowsServing => true;

    /// <inheritdoc />
    public Task<long> Count(CancellationToken cancellation) => new LogUserIds(tables, accounts).Count(cancellation);

    /// <inheritdoc />
    public Task Run(MigrationProgress progress, CancellationToken cancellation) => new LogUserIds(tables, accounts).Replace(progress, cancellation);
}
