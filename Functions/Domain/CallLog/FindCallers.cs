using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;

namespace Serverless.Domain.CallLog;

/// <summary>Finds the users who made calls of the log, by their pseudonyms, in the user index.</summary>
/// <remarks>
/// The index shows each change at once, so the calls of an erased user are anonymous from the response to the erasure on. The cost depends on the
/// number of different callers, not on the length of the log or the number of users. It is the change records, a root, and a leaf for each caller.
/// </remarks>
public sealed class FindCallers(UserIndex index)
{
    /// <summary>Returns the ids of the users who made the calls, in the order of the calls; null for calls of anonymous callers and erased users.</summary>
    /// <exception cref="Storage.Index.IndexNotReadyException">The index is being rebuilt.</exception>
    public async Task<IReadOnlyList<long?>> Run(IReadOnlyList<CallRecord> calls, CancellationToken cancellation)
    {
        var pseudonyms = Callers(calls, hasUserId: false);
        var ids = Callers(calls, hasUserId: true);
        if (pseudonyms.Count == 0 && ids.Count == 0)
        {
            return [.. calls.Select(call => UserOf(call, new HashSet<long>(), new Dictionary<long, long>()))];
        }

        var (byPseudonym, existing) = await index.Read(
            async snapshot =>
            {
                var found = PseudonymTree.Find(snapshot, pseudonyms, cancellation);
                var exist = OrderedUsers.Existing(snapshot, ids, cancellation);
                await Task.WhenAll(found, exist);
                return (await found, await exist);
            },
            cancellation);
        return [.. calls.Select(call => UserOf(call, existing, byPseudonym))];
    }

    private static List<long> Callers(IReadOnlyList<CallRecord> calls, bool hasUserId) =>
        [.. calls.Where(call => call.HasUserId == hasUserId && call.Caller is not (Pseudonym.Nobody or Pseudonym.Root)).Select(call => call.Caller).Distinct()];

    private static long? UserOf(CallRecord call, IReadOnlySet<long> existing, IReadOnlyDictionary<long, long> byPseudonym) => call switch
    {
        { Caller: Pseudonym.Root } => User.RootId,
        { HasUserId: true } => existing.Contains(call.Caller) ? call.Caller : null,
        _ => byPseudonym.TryGetValue(call.Caller, out var id) ? id : null,
    };
}
