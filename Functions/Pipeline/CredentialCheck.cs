using System.Net;
using Serverless.Accounts;
using Serverless.Limits;
using Serverless.Security;

namespace Serverless.Pipeline;

/// <summary>
/// Finds out whose a credential is, for all families: any credential opens any of them. One point read, if it is not remembered, and one more
/// for a private token; none if there is no credential or its checksum is wrong. One that is missing, malformed, unknown or over makes a
/// guest and is no error by itself.
/// </summary>
public sealed class CredentialCheck(RememberedCredentials credentials, PrivateTokens privateTokens, BadCredentials badCredentials, UnusedAccounts unusedAccounts, TimeProvider time)
{
    /// <summary>Who calls with this credential.</summary>
    /// <param name="text">The credential alone; null if there is none.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The caller; and, if there were too many wrong ones from there, the time until one is looked at again.</returns>
    public async Task<(Caller Caller, TimeSpan? RetryAfter)> Run(string? text, Func<IPAddress?> address, CancellationToken cancellation)
    {
        if (PrivateToken.TryParse(text, out var token))
        {
            return await Look(token.RecordId, () => FindPrivateToken(token, cancellation), address());
        }

        if (!Credential.TryParse(text, out var credential))
        {
            return (Caller.Guest, null);
        }

        return credential.Kind switch
        {
            CredentialKind.Session => await Look(credential.RecordId, () => FindSession(credential.UserId, credential.RecordId, credential.Matches, cancellation), address()),
            CredentialKind.ApiToken => await Look(credential.RecordId, () => FindToken(credential.UserId, credential.RecordId, credential.Matches, cancellation), address()),
            _ => (Caller.Guest, null),
        };
    }

    /// <summary>Returns who calls now by a credential that was checked before, as its row says it: one point read, if it is not remembered.</summary>
    /// <param name="key">The credential.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public Task<Caller> Find(CredentialKey key, CancellationToken cancellation) => key.Kind == CredentialKind.ApiToken
        ? FindToken(key.UserId, key.RecordId, static _ => true, cancellation)
        : FindSession(key.UserId, key.RecordId, static _ => true, cancellation);

    private async Task<(Caller Caller, TimeSpan? RetryAfter)> Look(long recordId, Func<Task<Caller>> find, IPAddress? address)
    {
        if (badCredentials.Refuse(recordId, address) is { } wait)
        {
            return (Caller.Guest, wait);
        }

        var caller = await find();
        badCredentials.Note(recordId, caller != Caller.Guest, address);
        return (caller, null);
    }

    private async Task<Caller> FindPrivateToken(PrivateToken token, CancellationToken cancellation) =>
        await privateTokens.FindOwner(token, cancellation) is { } owner
            ? await FindSession(owner, token.RecordId, token.Matches, cancellation)
            : Caller.Guest;

    private async Task<Caller> FindToken(long userId, long recordId, Func<byte[]?, bool> matches, CancellationToken cancellation)
    {
        var token = await credentials.FindToken(userId, recordId, cancellation);
        return token switch
        {
            { Enabled: true } when matches(token.Hash) => token.UserEnabled
                ? Caller.WithApiToken(userId, recordId, token.Effective(userId), token.Pseudonym)
                : Caller.Banned,
            _ => Caller.Guest,
        };
    }

    /// <summary>The holder of a session: its row decides, whatever form its credential has.</summary>
    private async Task<Caller> FindSession(long userId, long recordId, Func<byte[]?, bool> matches, CancellationToken cancellation)
    {
        var session = await credentials.FindSession(userId, recordId, cancellation);
        if (session is null || !matches(session.Hash) || session.Expires <= time.GetUtcNow())
        {
            return Caller.Guest;
        }

        if (session.IsBanned)
        {
            return Caller.Banned;
        }

        await unusedAccounts.NoteUse(userId, session, cancellation);
        return Caller.WithSession(userId, recordId, Permission.Effective(userId, session.Permissions), session);
    }
}
