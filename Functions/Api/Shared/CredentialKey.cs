using Serverless.Domain.ApiTokens;
using Serverless.Domain.Permissions;
using Serverless.Security;

namespace Serverless.Api.Shared;

/// <summary>Identifies the row of a session or an API token, without its secret.</summary>
/// <param name="Kind">The kind of credential.</param>
/// <param name="UserId">The user of the credential.</param>
/// <param name="RecordId">The record id of the credential.</param>
/// <param name="SecretMark">The mark of an API token's secret, see <see cref="TokenSecret"/>. Null for sessions, and if it is not known.</param>
public sealed record CredentialKey(CredentialKind Kind, long UserId, long RecordId, long? SecretMark = null)
{
    /// <summary>Returns the key of a caller's credential, or null for an anonymous caller.</summary>
    public static CredentialKey? Of(Caller caller) =>
        caller.SessionId is { } session ? new(CredentialKind.Session, caller.UserId, session)
        : caller.ApiTokenId is { } token ? new(CredentialKind.ApiToken, caller.UserId, token, caller.Secret?.Mark)
        : null;
}
