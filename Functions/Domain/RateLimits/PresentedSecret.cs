using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Identifies the secret that a caller presented. The secrets of one API token differ, so a replaced secret reveals nothing about its replacement.
/// </summary>
/// <param name="RecordId">The credential's record id.</param>
/// <param name="Mark">The first 64 bits of the secret's hash.</param>
public readonly record struct PresentedSecret(long RecordId, long Mark)
{
    /// <summary>Returns the secret of a credential.</summary>
    public static PresentedSecret Of(Credential credential) => new(credential.RecordId, credential.Mark());

    /// <summary>Returns the secret of a private token. Its record id is a part of its hash.</summary>
    public static PresentedSecret Of(PrivateToken token) => new(token.RecordId, token.RecordId);
}
