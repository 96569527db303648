using Serverless.Benchmarks.Targets;

namespace Serverless.Benchmarks.Load;

/// <summary>What a process needs.</summary>
/// <param name="MiB">The resident memory.</param>
/// <param name="Handles">The open handles, without the connections of the callers.</param>
internal readonly record struct Needs(double MiB, int Handles);

/// <summary>Watches what the process of an instance needs, ten times a second.</summary>
internal sealed class NeedsWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    private readonly Instance _instance;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Task _watching;
    private Needs _most;

    private NeedsWatch(Instance instance)
    {
        _instance = instance;
        _watching = Task.Run(Watch);
    }

    /// <summary>Begins to watch an instance.</summary>
    public static NeedsWatch Start(Instance instance) => new(instance);

    /// <summary>Returns the most that the process has needed since the last call.</summary>
    public Needs Take()
    {
        lock (_lock)
        {
            Look();
            var most = _most;
            _most = default;
            return most;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            lock (_lock)
            {
                Look();
            }

            await Task.Delay(Interval);
        }
    }

    private void Look()
    {
        var (memory, handles) = (_instance.Process.ResidentMiB, _instance.Process.Handles - _instance.Client.Connections);
        _most = new(Math.Max(_most.MiB, memory), Math.Max(_most.Handles, handles));
    }
}
