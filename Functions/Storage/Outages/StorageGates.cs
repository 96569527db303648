using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Serverless.Storage.Outages;

// What happens when storage misbehaves
// ------------------------------------
// Everything about outages is in this folder. One storage request passes, from outside to inside:
//
//   StorageRetries   one for each client. Repeats what failed for a moment: at most 3 times, with growing pauses, and only while the call has time.
//                    Turns every failure of transport into one StorageUnavailableException.
//   StorageGate      one for each endpoint (a table, all tables of the call log, a queue); each attempt passes it. In this order:
//                    1. Budget: a call has Storage__CallSeconds for all its requests. An attempt that cannot end in time is not begun.
//                    2. Places: Storage__MaximumRequests at once for the instance, half of them for one endpoint. As many may wait. More are refused.
//                    3. Timeout: Storage__RequestSeconds, or what is left of the budget.
//                    4. Circuit: after repeated failures no attempt is made for a second; then one attempt probes (StoragePlan).
//   the other policies, and the transport
//
// What passes none of these is refused without a request, so that storage that hangs costs neither memory nor connections.
//
// A call that cannot be carried out answers 503 with Retry-After: LastResort, by StorageFailure.IsOutage. A write that is begun has the time in which
// the endpoint answered lately, so that few writes are cut off whose outcome the caller cannot know. What follows a committed change
// (index, sealed names, deleted rows) never fails the call: the code that does it catches outages, and a repair job finishes it.
//
// Jobs have no budget. Their requests wait for a place, repeat, and fail; a timer tries again at its next occurrence, a queue's message comes back a
// minute later and keeps its attempts (Jobs/Queues/OutagePause).
//
// StorageReport sums up each minute in which something failed. docs/operations/outages.md says it to operators.

/// <summary>The gates of this instance, one for each endpoint.</summary>
public sealed class StorageGates(IOptions<StorageOptions> options, StoragePlan plan) : IDisposable
{
    private readonly ConcurrentDictionary<string, StorageGate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrencyLimiter _places = Places(options.Value.MaximumRequests);
    private long _unanswered;

    /// <summary>Gets every gate.</summary>
    internal IEnumerable<StorageGate> All => _gates.Values;

    /// <summary>Gets the gate of an endpoint.</summary>
    /// <param name="endpoint">The table's name without prefix, or the queue's name: what the log calls it.</param>
    internal StorageGate Of(string endpoint) =>
        _gates.GetOrAdd(endpoint, name => new StorageGate(name, options.Value, plan, _places, Places(Math.Max(1, options.Value.MaximumRequests / 2))));

    /// <summary>Counts a call that was answered with 503 because of storage.</summary>
    internal void CountUnanswered() => Interlocked.Increment(ref _unanswered);

    /// <summary>Takes the number of such calls since the last time.</summary>
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

    /// <summary>Makes places: as many requests as may be under way, and as many that wait for one of them to end.</summary>
    private static ConcurrencyLimiter Places(int count) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = count, QueueLimit = count, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
}
