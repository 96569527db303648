using System.Globalization;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;

namespace Serverless.Domain.Audit;

/// <summary>
/// Converts between the ids of users and their pseudonyms in the audit log. Nothing leads from a pseudonym to the id after the user was erased, so no
/// event is rewritten. Such a user is shown by a text made from the pseudonym.
/// </summary>
public sealed class FindAuditedUsers(UserIndex index, AccountStore accounts)
{
    private const string ErasedPrefix = "erased-";

    /// <summary>Returns the texts that show the users of events: the id, or a stable text for an erased user.</summary>
    /// <exception cref="Storage.Index.IndexNotReadyException">Thrown when the index is being rebuilt.</exception>
    public async Task<IReadOnlyDictionary<long, string>> Show(IEnumerable<AuditEvent> events, CancellationToken cancellation)
    {
        var pseudonyms = events.SelectMany(happened => new[] { happened.Subject, happened.Actor }).Distinct().Where(number => number is not (Pseudonym.Nobody or Pseudonym.Root)).ToList();
        var ids = await index.Read(snapshot => PseudonymTree.Find(snapshot, pseudonyms, cancellation), cancellation);
        var shown = pseudonyms.ToDictionary(number => number, number => ids.TryGetValue(number, out var id) ? Text(id) : ErasedPrefix + number.ToString("x16", CultureInfo.InvariantCulture));
        shown[Pseudonym.Root] = Text(User.RootId);
        return shown;
    }

    /// <summary>Returns the user that a text shows; null if there is no such user.</summary>
    public async Task<AuditedUser?> Find(string shown, CancellationToken cancellation)
    {
        if (shown.StartsWith(ErasedPrefix, StringComparison.Ordinal))
        {
            return long.TryParse(shown.AsSpan(ErasedPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pseudonym) && pseudonym > Pseudonym.Root
                ? new(pseudonym, null)
                : null;
        }

        return long.TryParse(shown, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && await accounts.Read(id, cancellation) is { } user ? new(user.Pseudonym, id) : null;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
