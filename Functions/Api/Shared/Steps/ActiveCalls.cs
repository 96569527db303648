using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Serverless.Api.Shared.Steps;

/// <summary>Counts the running calls of this instance by method.</summary>
public sealed class ActiveCalls : IStep
{
    private readonly ConcurrentDictionary<string, StrongBox<int>> _active = new(StringComparer.Ordinal);

    /// <summary>Returns the number of running calls of a method.</summary>
    public int Of(string method) => _active.TryGetValue(method, out var active) ? Volatile.Read(ref active.Value) : 0;

    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        var active = _active.GetOrAdd(call.Method!.Id, static _ => new StrongBox<int>());
        Interlocked.Increment(ref active.Value);
        try
        {
            return await next(call, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref active.Value);
        }
    }
}
