using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>
/// Provides the random number that identifies a user in the call log. The user row stores it. When the user is deleted, the number is deleted as well, so
/// the calls can no longer be linked to a user. No batch of calls is rewritten.
/// </summary>
/// <remarks>
/// The rows of the user's sessions and API tokens have a copy, so a call needs no second read. The user index has a tree by pseudonym, which costs the
/// request path nothing. A separate row for each pseudonym would add a request to each sign-up, and a step that can fail to each erasure.
/// </remarks>
public static class Pseudonym
{
    /// <summary>The pseudonym of an anonymous caller, and of a deleted user.</summary>
    public const long Nobody = 0;

    /// <summary>The pseudonym of root. Root cannot be deleted, is not in the index, and needs no other number than the user id.</summary>
    public const long Root = User.RootId;

    /// <summary>Returns a new pseudonym: 63 random bits.</summary>
    /// <remarks>The number is not checked for uniqueness. With ten million users, the chance that any two share one is 1 in 180,000.</remarks>
    public static long New()
    {
        while (true)
        {
            if (Ids.Random() is > Root and var number)
            {
                return number;
            }
        }
    }
}
