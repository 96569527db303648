using System.Net;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.LastUse;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Sessions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Finds the owner of a credential, for all families: every family accepts every kind of credential. The check takes one point read if the
/// credential is not cached, and one more for a private token. It takes none if there is no credential or its checksum is wrong.
/// A caller whose credential is missing, malformed, unknown or expired is anonymous, which is no error by itself.
/// </summary>
public sealed class CredentialCheck(RememberedCredentials credentials, PrivateTokens privateTokens, BadCredentials badCredentials, UseBuffer uses, TimeProvider time)
{
    /// <summary>Returns the caller with this credential.</summary>
    /// <param name="text">The credential alone; null if there is none.</param>
    /// <param name="address">Returns the caller's IP address.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <param name="beside">Starts a request that runs at the same time as the check, for the user that the credential names. The user may not exist.</param>
    /// <returns>The caller; and, after too many invalid credentials from there, the time until the next one is checked.</returns>
    public async Task<(Caller Caller, TimeSpan? RetryAfter)> Run(string? text, Func<IPAddress?> address, CancellationToken cancellation, Func<long, Task>? beside = null)
    {
        if (PrivateToken.TryParse(text, out var token))
        {
            return await Verify(PresentedSecret.Of(token), () => FindPrivateToken(token, cancellation), address());
        }

        if (!Credential.TryParse(text, out var credential))
        {
            return (Caller.Guest, null);
        }

        return credential.Kind switch
        {
            CredentialKind.Session => await Verify(PresentedSecret.Of(credential), () => With(beside, credential.UserId, FindSession(credential.UserId, credential.RecordId, credential.Matches, cancellation)), address()),
            CredentialKind.ApiToken => await Verify(PresentedSecret.Of(credential), () => With(beside, credential.UserId, FindToken(credential.UserId, credential.RecordId, (token, now) => TokenSecrets.Find(token, credential.Matches, now), cancellation)), address()),
            _ => (Caller.Guest, null),
        };
    }

    /// <summary>Returns the caller of a credential that was checked before, according to its row: one point read, unless the row is cached.</summary>
    /// <param name="key">The credential.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <param name="beside">Starts a request that runs at the same time, for the user of the credential.</param>
    public Task<Caller> Find(CredentialKey key, CancellationToken cancellation, Func<long, Task>? beside = null) => With(
        beside,
        key.UserId,
        key.Kind == CredentialKind.ApiToken
            ? FindToken(key.UserId, key.RecordId, (token, now) => TokenSecrets.Find(token, key.SecretMark, now), cancellation)
            : FindSession(key.UserId, key.RecordId, static _ => true, cancellation));

    /// <summary>Starts the request beside a check that is already running, if there is one, and waits for both.</summary>
    private static Task<Caller> With(Func<long, Task>? beside, long userId, Task<Caller> finding) => beside is null ? finding : Both(finding, beside(userId));

    private static async Task<Caller> Both(Task<Caller> finding, Task beside)
    {
        await Task.WhenAll(finding, beside);
        return await finding;
    }

    private async Task<(Caller Caller, TimeSpan? RetryAfter)> Verify(PresentedSecret secret, Func<Task<Caller>> find, IPAddress? address)
    {
        if (badCredentials.Refuse(secret, address) is { } wait)
        {
            return (Caller.Guest, wait);
        }

        var caller = await find();
        badCredentials.Record(secret, caller != Caller.Guest, address);
        return (caller, null);
    }

    private async Task<Caller> FindPrivateToken(PrivateToken token, CancellationToken cancellation) =>
        await privateTokens.FindOwner(token, cancellation) is { } owner
            ? await FindSession(owner, token.RecordId, token.Matches, cancellation)
            : Caller.Guest;

    private async Task<Caller> FindToken(long userId, long recordId, Func<TokenRow, DateTimeOffset, TokenSecret?> find, CancellationToken cancellation)
    {
        var token = await credentials.FindToken(userId, recordId, cancellation);
        if (token is not { Enabled: true } || find(token, time.GetUtcNow()) is not { } secret)
        {
            return Caller.Guest;
        }

        if (!token.UserEnabled)
        {
            return Caller.Banned;
        }

        uses.Note(new(CredentialKind.ApiToken, userId, recordId), token.Used, token.Version);
        return Caller.WithApiToken(userId, recordId, token.Effective(userId), token.Pseudonym, secret);
    }

    /// <summary>Returns the caller of a session. The session's row decides, whatever the form of the credential.</summary>
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

        uses.Note(new(CredentialKind.Session, userId, recordId), session.Used, session.Version);
        return Caller.WithSession(userId, recordId, Permission.Effective(userId, session.Permissions), session);
    }
}
