using Azure;
using Azure.Data.Tables;
using Serverless.Domain.UserNames;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.Sessions;

/// <summary>
/// Stores the rows of table Names that map private tokens to users. The session row decides whether a token is valid. A row here that outlives its
/// session grants no access.
/// </summary>
/// <remarks>
/// <see cref="OpenPrivateSession"/> writes a row. When the session ends for any reason, the row is released like any unique name: mark as pending, write
/// the user, delete. If the process crashes in between, <c>RepairNames</c> finalises or deletes the row, depending on the user row.
/// </remarks>
public sealed class PrivateTokens(Tables tables, TimeProvider time)
{
    /// <summary>Returns the id of the user that a token belongs to, or null. The session row decides whether the token is still valid.</summary>
    public async Task<long?> FindOwner(PrivateToken token, CancellationToken cancellation) =>
        (await tables.Names.Find(Key(token.RecordId), Key(token.RecordId), cancellation))?.GetInt64(NameRow.Owner);

    /// <summary>Marks the rows of sessions as leaving.</summary>
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

    /// <summary>Deletes the rows of ended sessions.</summary>
    internal Task Release(IReadOnlyCollection<long> sessions, CancellationToken cancellation) => Task.WhenAll(sessions.Select(session =>
        tables.Names.DeleteEntityAsync(Key(session), Key(session), ETag.All, cancellation)));

    private static string Key(long session) => Name.OfPrivateToken(session).Key;
}
