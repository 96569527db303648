using Azure;
using Azure.Data.Tables;
using Serverless.Domain.UserNames;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.Sessions;

/// <summary>
/// The rows of table Names that say whose a private token is. The session's row decides whether it is worth anything: a row here that
/// outlives its session opens nothing.
/// </summary>
/// <remarks>
/// <see cref="OpenPrivateSession"/> writes a row; when the session ends, however that comes about, it goes like a name that is given up:
/// pending, write the user, delete. If the process dies in between, <c>RepairNames</c> seals the row or deletes it, whichever the user
/// row says.
/// </remarks>
public sealed class PrivateTokens(Tables tables, TimeProvider time)
{
    /// <summary>Whose a token is, if it is anybody's; whether it still opens anything, his session says.</summary>
    public async Task<long?> FindOwner(PrivateToken token, CancellationToken cancellation) =>
        (await tables.Names.Find(Key(token.RecordId), Key(token.RecordId), cancellation))?.GetInt64(NameRow.Owner);

    /// <summary>Declares the rows of sessions as on their way out.</summary>
    internal Task BeginRelease(IReadOnlyCollection<long> sessions, CancellationToken cancellation) => Task.WhenAll(sessions.Select(async session =>
    {
        var row = new TableEntity(Key(session), Key(session)) { [NameRow.PendingUntil] = time.GetUtcNow() + Names.Lifetime };
        try
        {
            // ETag.All: the other columns never change.
            await tables.Names.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
        }
    }));

    /// <summary>Deletes the rows of sessions that have ended.</summary>
    internal Task Release(IReadOnlyCollection<long> sessions, CancellationToken cancellation) => Task.WhenAll(sessions.Select(session =>
        tables.Names.DeleteEntityAsync(Key(session), Key(session), ETag.All, cancellation)));

    private static string Key(long session) => Name.OfPrivateToken(session).Key;
}
