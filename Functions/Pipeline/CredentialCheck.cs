using Serverless.Accounts;
using Serverless.Security;

namespace Serverless.Pipeline;

/// <summary>
/// Finds out whose a credential is, for all families: any credential opens any of them. One point read, two for a private token; none if
/// there is no credential or its checksum is wrong. One that is missing, malformed, unknown or over makes a guest and is no error by itself.
/// </summary>
public sealed class CredentialCheck(AccountStore accounts, PrivateTokens privateTokens, TimeProvider time)
{
    /// <summary>Who calls with this credential.</summary>
    /// <param name="text">The credential alone; null if there is none.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async Task<Caller> Run(string? text, CancellationToken cancellation) => Credential.TryParse(text, out var credential)
        ? credential.Kind switch
        {
            CredentialKind.Session => await FindSession(credential.UserId, credential.RecordId, credential.Matches, cancellation),
            CredentialKind.ApiToken => await FindToken(credential, cancellation),
            _ => Caller.Guest,
        }
        : PrivateToken.TryParse(text, out var token) ? await FindPrivateToken(token, cancellation)
        : Caller.Guest;

    private async Task<Caller> FindPrivateToken(PrivateToken token, CancellationToken cancellation) =>
        await privateTokens.FindOwner(token, cancellation) is { } owner
            ? await FindSession(owner, token.RecordId, token.Matches, cancellation)
            : Caller.Guest;

    private async Task<Caller> FindToken(Credential credential, CancellationToken cancellation)
    {
        var token = await accounts.FindToken(credential.UserId, credential.RecordId, cancellation);
        return token switch
        {
            { Enabled: true } when credential.Matches(token.Hash) => token.UserEnabled
                ? Caller.WithApiToken(credential.UserId, credential.RecordId, token.Effective(credential.UserId))
                : Caller.Banned,
            _ => Caller.Guest,
        };
    }

    /// <summary>The holder of a session: its row decides, whatever form its credential has.</summary>
    private async Task<Caller> FindSession(long userId, long recordId, Func<byte[]?, bool> matches, CancellationToken cancellation)
    {
        var session = await accounts.FindSession(userId, recordId, cancellation);
        return session is not null && matches(session.Hash) && session.Expires > time.GetUtcNow()
            ? session.IsBanned ? Caller.Banned : Caller.WithSession(userId, recordId, Permission.Effective(userId, session.Permissions), session)
            : Caller.Guest;
    }
}
