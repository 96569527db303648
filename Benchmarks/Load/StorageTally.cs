using System.Collections.Concurrent;
using System.Security.Cryptography;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Load;

/// <summary>Counts the requests of several instances that storage has executed: those to tables, and the messages sent to queues.</summary>
/// <param name="prefix">The prefix of the instances' tables and queues.</param>
internal sealed class StorageTally(string prefix)
{
    private readonly ConcurrentDictionary<string, long> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _applied = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Table, string Write)> _refused = [];

    /// <summary>Gets the number of all requests.</summary>
    public long All => _requests.Values.Sum();

    /// <summary>Gets the number of requests to each table, or to the queues.</summary>
    public IReadOnlyDictionary<string, long> ByTable => _requests;

    /// <summary>Gets the number of writes that failed although they had been applied: an instance sent them again, because it got no response in time.</summary>
    public int Repeated => _refused.Count(write => _applied.ContainsKey(write.Write));

    /// <summary>Returns the number of writes to tables that failed because of another write.</summary>
    public int ConflictsOf(params IReadOnlyCollection<string> tables) => _refused.Count(write => tables.Contains(write.Table) && !_applied.ContainsKey(write.Write));

    /// <summary>Counts the requests that pass a proxy.</summary>
    public void Watch(StorageProxy proxy) => proxy.Executed = Add;

    /// <summary>Starts to count from zero.</summary>
    public void Reset()
    {
        _requests.Clear();
        _refused.Clear();
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
        // A write has a new revision of its row, or a random boundary, so only the same write has the same body.
        var write = request.Method == "GET" || request.Body.Length == 0 ? "" : Convert.ToHexString(SHA256.HashData(request.Body));
        if (status is 409 or 412)
        {
            _refused.Enqueue((name, write));
        }
        else if (status < 300 && write.Length > 0)
        {
            _applied.TryAdd(write, true);
        }
    }
}
