using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Serverless.Security;

/// <summary>Threads for work of low priority. They are created on first use and stay until the end.</summary>
/// <remarks>
/// One thread for each piece of work would be expensive. While Linux allocates much memory, as for a password's hash, it holds a lock of the process,
/// and a thread needs that lock to begin and to end. With one thread for each hash a sixth of two processors was idle.
/// </remarks>
internal sealed class BackgroundThreads : IDisposable
{
    /// <summary>
    /// The niceness of the threads. Each step reduces the share of a contended processor by a factor of about 1.25 (sched(7)), so seven steps leave a fifth.
    /// Calls take precedence, and sign-ins still proceed when calls keep all processors busy.
    /// </summary>
    public const int Niceness = 7;

    private readonly LanedQueue _work = new();
    private readonly BlockingCollection<Action> _done = [];
    private readonly Lazy<(Thread[] Workers, Thread Messenger)> _threads;

    /// <summary>Prepares the threads.</summary>
    /// <param name="count">The number of threads, 1 or more.</param>
    public BackgroundThreads(int count) => _threads = new(() =>
    (
        [.. Enumerable.Range(1, count).Select(number => Start($"background {number}", Work))],
        Start("background results", Report)
    ));

    /// <summary>Gets the number of computations that wait for a thread.</summary>
    public int Waiting => _work.Count;

    /// <summary>Computes something with lower priority than the threads of calls. Groups and lanes take turns.</summary>
    /// <param name="work">The computation; its exceptions are those of the task.</param>
    /// <param name="whileWaiting">Ends the waiting; a computation that has begun is completed.</param>
    /// <param name="lane">The lane; by default, a new one.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled while the work waited.</exception>
    /// <remarks>
    /// On Linux a thread cannot raise its priority again, and threads that it starts inherit it. Continuations of the work may start threads of the
    /// pool, so a separate thread, which does nothing else, completes the task.
    /// </remarks>
    public async Task<T> Run<T>(Func<T> work, CancellationToken whileWaiting, HashLane lane = default)
    {
        _ = _threads.Value;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = 0;
        bool Take() => Interlocked.Exchange(ref taken, 1) == 0;
        await using var giveUp = whileWaiting.Register(() =>
        {
            if (Take())
            {
                result.SetCanceled(whileWaiting);
            }
        });
        _work.Add(
            lane,
            () =>
            {
                if (Take())
                {
                    var computation = new Task<T>(work, TaskCreationOptions.DenyChildAttach);
                    computation.RunSynchronously(TaskScheduler.Default);
                    _done.Add(() => result.SetFromTask(computation));
                }
            });
        return await result.Task;
    }

    /// <summary>Ends the threads once they have completed the queued work.</summary>
    public void Dispose()
    {
        _work.Complete();
        if (_threads.IsValueCreated)
        {
            Array.ForEach(_threads.Value.Workers, worker => worker.Join());
            _done.CompleteAdding();
            _threads.Value.Messenger.Join();
        }

        _done.Dispose();
    }

    private static Thread Start(string name, Action run)
    {
        var thread = new Thread(() => run()) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        StepBack();
        while (_work.TryTake(out var work, out var lane))
        {
            work();
            _work.Leave(lane);
        }
    }

    private void Report()
    {
        foreach (var report in _done.GetConsumingEnumerable())
        {
            report();
        }
    }

    private static void StepBack()
    {
        if (OperatingSystem.IsLinux())
        {
            // .NET's own priorities have no effect on Linux; nice(2) applies to the calling thread there ("C library/kernel differences").
            // Every process may lower its priority. If that failed, the work would only compete more with calls.
            _ = Nice(Niceness);
            return;
        }

        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [DllImport("libc", EntryPoint = "nice", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nice(int steps);
}
