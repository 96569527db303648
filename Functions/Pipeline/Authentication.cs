using Serverless.Accounts;
using Serverless.Limits;
using Serverless.Security;

namespace Serverless.Pipeline;

/// <summary>
/// Finds out who is calling, by one point read; none if there is no credential or its checksum is wrong. A credential that is missing,
/// malformed, unknown or over makes a guest and is no error by itself (rpc.md 1.2): the permission check decides. Only too many of them are.
/// </summary>
public sealed class Authentication(AccountStore accounts, BadCredentials badCredentials, TimeProvider time) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        if (Credential.TryParse(AuthorizationHeader.Token(call.Authorization), out var credential) && credential.Kind is CredentialKind.Session or CredentialKind.ApiToken)
        {
            var address = call.Address();
            if (badCredentials.Refuse(credential.RecordId, address) is { } wait)
            {
                return Result.TooManyRequests(wait);
            }

            call.Caller = credential.Kind == CredentialKind.Session ? await FindSession(credential, cancellation) : await FindToken(credential, cancellation);
            badCredentials.Note(credential.RecordId, !call.Caller.IsGuest, address);
        }

        return await next(call, cancellation);
    }

    private async Task<Caller> FindToken(Credential credential, CancellationToken cancellation)
    {
        var token = await accounts.FindToken(credential.UserId, credential.RecordId, cancellation);
        return token is { Enabled: true, UserEnabled: true } && credential.Matches(token.Hash)
            ? Caller.WithApiToken(credential.UserId, credential.RecordId, token.Effective(credential.UserId))
            : Caller.Guest;
    }

    private async Task<Caller> FindSession(Credential credential, CancellationToken cancellation)
    {
        var session = await accounts.FindSession(credential, cancellation);
        return session is not null && credential.Matches(session.Hash) && session.Expires > time.GetUtcNow()
            ? Caller.WithSession(credential.UserId, credential.RecordId, Permission.Effective(credential.UserId, session.Permissions))
            : Caller.Guest;
    }
}
