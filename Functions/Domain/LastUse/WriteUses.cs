using Microsoft.Extensions.Logging;
using Serverless.Domain.CallLog;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.LastUse;

/// <summary>Writes when sessions and API tokens were last used: at most once for each of them and each hour, on any number of instances.</summary>
/// <remarks>
/// A use is noted only if the row that authenticated the call has an earlier hour. The write depends on the version of that row. After the write of one
/// instance, that of another fails, and the row that it reads then has the hour. The user row is not touched, so no change of the user is held up.
/// </remarks>
public sealed partial class WriteUses(UseBuffer buffer, AccountRows rows, CredentialMemory memory, ILogger<WriteUses> logger) : FlushedWithCalls
{
    /// <summary>
    /// The maximum number of credentials in one flush. All credentials that are in constant use become due at the full hour. The limit spreads their
    /// writes, and it keeps the next flush of the call log from waiting.
    /// </summary>
    public const int MaximumPerFlush = 1_000;

    private const int AtOnce = 16;

    /// <inheritdoc />
    protected override Task Write(CancellationToken cancellation) =>
        Parallel.ForEachAsync(buffer.Peek(MaximumPerFlush), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, Write);

    /// <inheritdoc />
    protected override void Report(string reason) => LogFailed(logger, reason);

    private async ValueTask Write(KeyValuePair<UsedCredential, UseNote> note, CancellationToken cancellation)
    {
        var ((kind, userId, recordId), (hour, version)) = note;
        for (var attempt = 0; attempt < Contention.Tries; attempt++)
        {
            if (await rows.TryRecordUse(kind, userId, recordId, hour, version, cancellation)
                || await Read(note.Key, cancellation) is not { } current || current.Used >= hour)
            {
                break;
            }

            version = current.Version; // the row changed for another reason
        }

        buffer.Remove(note);
        memory.Evict(userId, recordId); // a cached row has the earlier hour, and would be noted again
    }

    /// <summary>Returns the last use that a row has, and the version of the row; null if it is gone.</summary>
    private async Task<(DateTimeOffset? Used, RowVersion Version)?> Read(UsedCredential credential, CancellationToken cancellation) => credential.Kind == CredentialKind.ApiToken
        ? await rows.FindToken(credential.UserId, credential.RecordId, cancellation) is { } token ? (token.Used, token.Version) : null
        : await rows.FindSession(credential.UserId, credential.RecordId, cancellation) is { } session ? (session.Used, session.Version) : null;

    [LoggerMessage(247, LogLevel.Warning, "The last use of sessions and API tokens cannot be written; it is tried again. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
