using System.Collections.Concurrent;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Load;

/// <summary>Counts the requests of several instances that storage has executed: those to tables, and the messages sent to queues.</summary>
/// <param name="prefix">The prefix of the instances' tables and queues.</param>
internal sealed class StorageTally(string prefix)
{
    private readonly ConcurrentDictionary<string, long> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _conflicts = new(StringComparer.Ordinal);

    /// <summary>Gets the number of all requests.</summary>
    public long All => _requests.Values.Sum();

    /// <summary>Returns the number of writes to a table that failed because of another write.</summary>
    public long ConflictsOf(string table) => _conflicts.GetValueOrDefault(table);

    /// <summary>Gets the number of requests to each table, or to the queues.</summary>
    public IReadOnlyDictionary<string, long> ByTable => _requests;

    /// <summary>Counts the requests that pass a proxy.</summary>
    public void Watch(StorageProxy proxy) => proxy.Executed = Add;

    /// <summary>Starts to count from zero.</summary>
    public void Reset()
    {
        _requests.Clear();
        _conflicts.Clear();
    }

    private void Add(StorageRequest request, int status)
    {
        var isQueue = request.Target.StartsWith(prefix + "-", StringComparison.Ordinal);
        // An instance that has nothing to do asks its queues for messages.
        if (!request.Target.StartsWith(prefix, StringComparison.Ordinal) || (isQueue && request.Method != "POST"))
        {
            return;
        }

        var name = isQueue ? "queues" : request.Target.Contains("CallLog2", StringComparison.Ordinal) ? "CallLog" : request.Target[prefix.Length..];
        _requests.AddOrUpdate(name, 1, static (_, count) => count + 1);
        if (status is 409 or 412)
        {
            _conflicts.AddOrUpdate(name, 1, static (_, count) => count + 1);
        }
    }
}
