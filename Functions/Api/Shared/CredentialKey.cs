using Serverless.Domain.Permissions;
using Serverless.Security;

namespace Serverless.Api.Shared;

/// <summary>Names the row of a session or an API token, without the secret that opens it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="UserId">Whose.</param>
/// <param name="RecordId">Which.</param>
public sealed record CredentialKey(CredentialKind Kind, long UserId, long RecordId)
{
    /// <summary>Returns the credential of a caller; null for an anonymous one.</summary>
    public static CredentialKey? Of(Caller caller) =>
        caller.SessionId is { } session ? new(CredentialKind.Session, caller.UserId, session)
        : caller.ApiTokenId is { } token ? new(CredentialKind.ApiToken, caller.UserId, token)
        : null;
}
