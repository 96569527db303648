using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Serverless.Storage.Outages;

// Handling of storage outages
// ---------------------------
// All code for outages is in this folder. One storage request passes, from outside to inside:
//
//   StorageRetries   one for each client. Repeats temporary failures: at most 3 times, with growing pauses, and only while the call has time.
//                    Converts every failure of transport into one StorageUnavailableException.
//   StorageGate      one for each endpoint (a table, all tables of the call log, a queue); each attempt passes it. In this order:
//                    1. Budget: a call has Storage__CallSeconds for all its requests. An attempt that cannot end in time is not begun.
//                    2. Places: Storage__MaximumRequests at once for the instance, half of them for one endpoint. Four times as many may wait.
//                    3. Timeout: Storage__RequestSeconds, or the rest of the budget.
//                    4. Circuit: after repeated failures no attempt is made for a second; then one attempt probes (StoragePlan).
//   the other policies, and the transport
//
// An attempt that fails one of these checks is refused without a request. So unresponsive storage costs neither memory nor connections.
//
// A call that fails because of storage gets the response 503 with Retry-After: LastResort, by StorageFailure.IsOutage. A write begins only with the
// time that the endpoint recently needed, so that few writes are interrupted whose outcome the caller cannot know. Work after a committed change
// (index, finalised names, deleted rows) never fails the call: its code catches outages, and a repair job finishes it.
//
// Jobs have no budget. Their requests wait for a place, are repeated, and fail. A timer tries again at its next occurrence. A queue's message returns
// a minute later and keeps its attempts (Jobs/Queues/OutagePause).
//
// StorageReport summarises each minute in which something failed. docs/operations/outages.md describes outages for operators.

/// <summary>The gates of this instance, one for each endpoint.</summary>
public sealed class StorageGates(IOptions<StorageOptions> options, StoragePlan plan) : IDisposable
{
    private readonly ConcurrentDictionary<string, StorageGate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrencyLimiter _places = Places(options.Value.MaximumRequests);
    private long _unanswered;

    /// <summary>Gets every gate.</summary>
    internal IEnumerable<StorageGate> All => _gates.Values;

    /// <summary>Returns the gate of an endpoint.</summary>
    /// <param name="endpoint">The table's name without prefix, or the queue's name, as in the log.</param>
    internal StorageGate Of(string endpoint) =>
        _gates.GetOrAdd(endpoint, name => new StorageGate(name, options.Value, plan, _places, Places(Math.Max(1, options.Value.MaximumRequests / 2))));

    /// <summary>Counts a call whose response was 503 because of storage.</summary>
    internal void CountUnanswered() => Interlocked.Increment(ref _unanswered);

    /// <summary>Returns the number of calls whose response was 503 because of storage, and resets it.</summary>
    internal long TakeUnanswered() => Interlocked.Exchange(ref _unanswered, 0);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }

        _places.Dispose();
    }

    /// <summary>Creates places: for a number of active requests, and for four times as many that wait for one of them to end. These need no connection.</summary>
    private static ConcurrencyLimiter Places(int count) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = count, QueueLimit = 4 * count, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
}
