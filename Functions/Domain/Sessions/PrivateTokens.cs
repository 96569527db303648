using Serverless.Domain.UserNames;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions;

/// <summary>
/// Stores the rows of table Names that map private tokens to users. The session row decides whether a token is valid. A row here that outlives its
/// session grants no access.
/// </summary>
/// <remarks>
/// <see cref="OpenPrivateSession"/> writes a row. When the session ends for any reason, the row is released like any unique name: mark as pending, write
/// the user, delete. If the process crashes in between, <c>RepairNames</c> finalises or deletes the row, depending on the user row.
/// </remarks>
public sealed class PrivateTokens(NameRows rows, TimeProvider time)
{
    /// <summary>Returns the id of the user that a token belongs to, or null. The session row decides whether the token is still valid.</summary>
    public async Task<long?> FindOwner(PrivateToken token, CancellationToken cancellation) =>
        (await rows.Find(Key(token.RecordId), cancellation))?.Owner;

    /// <summary>Marks the rows of sessions as leaving.</summary>
    internal Task BeginRelease(IReadOnlyCollection<long> sessions, CancellationToken cancellation) =>
        Task.WhenAll(sessions.Select(session => rows.BeginRelease(Key(session), time.GetUtcNow() + Names.Lifetime, cancellation)));

    /// <summary>Deletes the rows of ended sessions.</summary>
    internal Task Release(IReadOnlyCollection<long> sessions, CancellationToken cancellation) =>
        Task.WhenAll(sessions.Select(session => rows.Release(Key(session), cancellation)));

    private static string Key(long session) => Name.OfPrivateToken(session).Key;
}
