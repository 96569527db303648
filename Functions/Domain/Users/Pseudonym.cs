using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>
/// The random number that stands for a user in the call log. The user row holds it. When the user is deleted, the number goes, and from then on it leads
/// to nobody: no page of the log is rewritten.
/// </summary>
/// <remarks>
/// The rows of the user's sessions and API tokens have a copy, so a call needs no second read. The user index has a tree by pseudonym, which the request
/// path does not pay for; a row of its own for each pseudonym would cost a sign-up one more request, and an erasure one more step that can fail.
/// </remarks>
public static class Pseudonym
{
    /// <summary>Stands for nobody: an anonymous caller.</summary>
    public const long Nobody = 0;

    /// <summary>The pseudonym of root. Root cannot be deleted, is not in the index, and needs no other number than the user id.</summary>
    public const long Root = User.RootId;

    /// <summary>Returns a new pseudonym: 63 random bits.</summary>
    /// <remarks>Whether another user has the same number is not checked. With ten million users, the chance that any two share one is 1 in 180,000.</remarks>
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
