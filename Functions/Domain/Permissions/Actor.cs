using System.Collections.Immutable;

namespace Serverless.Domain.Permissions;

/// <summary>
/// Represents the credential that makes a change. It must still be valid when the change is written. A session that ended after the call was
/// authenticated can no longer change anything.
/// </summary>
/// <param name="UserId">The id of the user that the credential belongs to.</param>
/// <param name="SessionId">The record id of the session, or null.</param>
/// <param name="ApiTokenId">The record id of the API token, or null.</param>
/// <param name="Permissions">The permissions of which the operation requires one.</param>
public sealed record Actor(long UserId, long? SessionId, long? ApiTokenId, IReadOnlyList<string> Permissions)
{
    /// <summary>Gets the actor without a credential. A password, a token from an email, a job or an operator's command has its own checks.</summary>
    public static Actor Nobody { get; } = new(0, null, null, []);

    /// <summary>Gets the mark of the API token's secret, see <see cref="ApiTokens.TokenSecret"/>; null for its newest secret, and for sessions.</summary>
    public long? SecretMark { get; init; }

    /// <summary>Gets whether the credential is an API token.</summary>
    public bool IsApiToken => ApiTokenId is not null;

    /// <summary>Returns whether a user with these permission overrides, or that user's session, has a permission that the operation requires.</summary>
    internal bool MayStill(ImmutableSortedDictionary<string, bool> overrides) => MayStill(Permission.Effective(UserId, overrides));

    /// <summary>Returns whether the given permissions include one that the operation requires.</summary>
    internal bool MayStill(IReadOnlySet<string> held)
    {
        foreach (var name in Permissions)
        {
            if (!Permission.Declared.ContainsKey(name) || held.Contains(name))
            {
                return true; // states, such as "user", follow from the credential itself
            }
        }

        return Permissions.Count == 0;
    }
}

/// <summary>Thrown when the credential of a call ended, or lost its permission, before the change was written.</summary>
#pragma warning disable CA1032 // never has a message: the response is that for a missing credential
public sealed class CredentialEndedException() : Exception("The credential ended before the change was written.");
#pragma warning restore CA1032
