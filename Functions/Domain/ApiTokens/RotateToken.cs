using Serverless.Domain.Audit;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.ApiTokens;

/// <summary>Gives an API token of the caller a new secret. The id, name, permissions and expiry of the token stay.</summary>
public sealed class RotateToken(AccountStore accounts, TimeProvider time)
{
    /// <summary>The maximum time for which a replaced secret still works, in minutes.</summary>
    public const int MaximumOverlapMinutes = 1440;

    /// <summary>Replaces the secret, and notifies the owner, in one transaction.</summary>
    /// <param name="actor">The actor that makes the change. An API token rotates only itself, and only with its newest secret.</param>
    /// <param name="tokenId">The record id of the token.</param>
    /// <param name="overlap">The time for which the replaced secret still works.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The new secret, or why it is refused. Both are null if there is no such token.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the owner.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<(RotatedToken? Rotated, Refusal? Refused)> Run(Actor actor, long tokenId, TimeSpan overlap, CancellationToken cancellation)
    {
        Refusal? refused = null;
        var rotated = await accounts.Change(actor, actor.UserId, Rotate, cancellation);
        return (rotated, refused);

        async ValueTask<RotatedToken?> Rotate(AccountChange change, CancellationToken stop)
        {
            refused = null;
            if (!change.User.Tokens.Contains(tokenId) || await accounts.FindToken(actor.UserId, tokenId, stop) is not { } token)
            {
                return null;
            }

            var now = time.GetUtcNow();
            refused = Refuse(actor, token, now);
            if (refused is not null)
            {
                return null;
            }

            var credential = Credential.Create(CredentialKind.ApiToken, actor.UserId, tokenId);
            change.UpdateToken(TokenSecrets.Rotate(token, credential, overlap, now));
            change.Record(AuditEventName.TokenRotated, ("token_id", Key.Encode(tokenId)));
            change.Notify(SecurityNotice.TokenRotated(token.Name), now);
            return new(credential, TokenSecrets.EndOfReplaced(token, overlap, now));
        }
    }

    private static Refusal? Refuse(Actor actor, TokenRow token, DateTimeOffset now) =>
        token.Expires <= now ? new(Reason.ApiTokenExpired, "API token has expired: create a new one")
        : actor.ApiTokenId is { } itself && (itself != token.Id || TokenSecrets.Find(token, actor.SecretMark, now) is not { IsCurrent: true })
            ? new(Reason.SessionRequired, "An API token can rotate only itself, with its newest secret: use a session")
        : null;
}

/// <summary>Represents a token that was just rotated.</summary>
/// <param name="Credential">The credential to return to the caller, and to no other party.</param>
/// <param name="ReplacedUntil">The time when the replaced secret stops working.</param>
public sealed record RotatedToken(Credential Credential, DateTimeOffset ReplacedUntil);
