using Serverless.Accounts;
using Serverless.Security;

namespace Serverless.Pipeline;

/// <summary>
/// Finds out whose a credential is, for all families: any credential opens any of them. One point read, if it is not remembered; none if
/// there is no credential or its checksum is wrong. One that is missing, malformed, unknown or over makes a guest and is no error by itself.
/// </summary>
public sealed class CredentialCheck(CredentialCache credentials, TimeProvider time)
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
        : Caller.Guest;

    private async Task<Caller> FindToken(Credential credential, CancellationToken cancellation)
    {
        var token = await credentials.FindToken(credential.UserId, credential.RecordId, cancellation);
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
        var session = await credentials.FindSession(userId, recordId, cancellation);
        return session is not null && matches(session.Hash) && session.Expires > time.GetUtcNow()
            ? session.IsBanned ? Caller.Banned : Caller.WithSession(userId, recordId, Permission.Effective(userId, session.Permissions), session)
            : Caller.Guest;
    }
}
