using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Serverless.Security;

/// <summary>Threads whose work can wait for everybody else's. Made when there is something to do for the first time, they stay until the end.</summary>
/// <remarks>
/// A thread for each piece of work costs more than it seems to: Linux holds a lock of the process while it hands out much memory, as a password's
/// hash takes it, and a thread needs the same lock to begin and to end. With a thread for each hash a sixth of two processors stood idle.
/// </remarks>
internal sealed class BackgroundThreads : IDisposable
{
    /// <summary>
    /// Every step is about 1.25 times less of a processor that others want as well (sched(7)), so five are a third: calls go ahead, and
    /// sign-ins still come through when calls keep all processors busy.
    /// </summary>
    public const int Niceness = 5;

    private readonly LanedQueue _work = new();
    private readonly BlockingCollection<Action> _done = [];
    private readonly Lazy<(Thread[] Workers, Thread Messenger)> _threads;

    /// <summary>Threads to be made.</summary>
    /// <param name="count">How many compute at once, 1 or more.</param>
    public BackgroundThreads(int count) => _threads = new(() =>
    (
        [.. Enumerable.Range(1, count).Select(number => Start($"background {number}", Work))],
        Start("background results", Report)
    ));

    /// <summary>Computes something behind the threads of calls wherever they want the same processor. Lanes take turns.</summary>
    /// <param name="work">What to compute; what it throws comes out of the task.</param>
    /// <param name="whileWaiting">Ends the waiting; what has begun is computed to its end.</param>
    /// <param name="lane">For whom; by default, a lane of its own.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled while the work waited.</exception>
    /// <remarks>
    /// On Linux a thread cannot step forward again, and those that it starts are as far back as it is. What follows the work may start threads of the
    /// pool, so another thread, which does nothing else, ends the task.
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

    /// <summary>Ends the threads once they have done what was asked of them.</summary>
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
            // .NET's own priorities do nothing on Linux; nice(2) is about the calling thread there ("C library/kernel differences").
            // Nobody is forbidden to step back; if he were, the work would be in the way a little more.
            _ = Nice(Niceness);
            return;
        }

        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [DllImport("libc", EntryPoint = "nice", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nice(int steps);
}
