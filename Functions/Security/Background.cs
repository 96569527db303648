using System.Runtime.InteropServices;

namespace Serverless.Security;

/// <summary>Threads whose work can wait for everybody else's.</summary>
internal static class Background
{
    /// <summary>
    /// Every step is about 1.25 times less of a processor that others want as well (sched(7)), so five are a third: calls go ahead, and
    /// sign-ins still come through when calls keep all processors busy.
    /// </summary>
    public const int Niceness = 5;

    /// <summary>Computes something on a thread of its own, behind the threads of calls wherever they want the same processor.</summary>
    /// <remarks>
    /// On Linux a thread cannot step forward again, and those that it starts are as far back as it is. What follows the work may start threads of the
    /// pool, so a second thread, which only waits, ends the task.
    /// </remarks>
    public static Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            var computation = new Task<T>(work);
            var thread = new Thread(() =>
            {
                StepBack();
                computation.RunSynchronously(TaskScheduler.Default);
            })
            {
                IsBackground = true,
            };
            thread.Start();
            thread.Join();
            return computation.GetAwaiter().GetResult();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously,
        TaskScheduler.Default);

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
