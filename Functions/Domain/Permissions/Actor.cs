using System.Collections.Immutable;

namespace Serverless.Domain.Permissions;

/// <summary>
/// The credential in whose name a change is made. It must still stand when the change is written: a session that ended after the call was
/// authenticated changes nothing any more.
/// </summary>
/// <param name="UserId">The user whose credential it is.</param>
/// <param name="SessionId">The session's record id, or null.</param>
/// <param name="ApiTokenId">The API token's record id, or null.</param>
/// <param name="Permissions">The permissions of which the operation asks for one.</param>
public sealed record Actor(long UserId, long? SessionId, long? ApiTokenId, IReadOnlyList<string> Permissions)
{
    /// <summary>No credential: the change follows from a password, a mailed token, a job or an operator's command, which have checks of their own.</summary>
    public static Actor Nobody { get; } = new(0, null, null, []);

    /// <summary>Whether this is an API token.</summary>
    public bool IsApiToken => ApiTokenId is not null;

    /// <summary>Whether a permission of the operation is held by a user with these stored overrides, or by that user's session.</summary>
    internal bool MayStill(ImmutableSortedDictionary<string, bool> overrides) => MayStill(Permission.Effective(UserId, overrides));

    /// <summary>Whether one of the held permissions is one that the operation asks for.</summary>
    internal bool MayStill(IReadOnlySet<string> held)
    {
        foreach (var name in Permissions)
        {
            if (!Permission.Declared.ContainsKey(name) || held.Contains(name))
            {
                return true; // states, as "user", follow from the credential itself
            }
        }

        return Permissions.Count == 0;
    }
}

/// <summary>The credential of a call ended, or lost its permission, before the change was written.</summary>
#pragma warning disable CA1032 // never with a message: the caller is told what anybody without a credential is told
public sealed class CredentialEndedException() : Exception("The credential ended before the change was written.");
#pragma warning restore CA1032
