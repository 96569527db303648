namespace Serverless.LocalHost;

/// <summary>Ends the process without a stack trace when a <see cref="LocalHostException"/> leaves Program.cs.</summary>
internal static class CleanExit
{
    private static int _armed;

    /// <summary>
    /// Program.cs is the same for both hosts, so it cannot catch this host's exceptions, and exiting at once would take a test run
    /// that hosts the app in process down with it. The handler runs only for exceptions that nobody catches.
    /// </summary>
    public static void Arm()
    {
        if (Interlocked.Exchange(ref _armed, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, e) =>
            {
                if (e.ExceptionObject is LocalHostException failure)
                {
                    (failure.ExitCode == 0 ? Console.Out : Console.Error).WriteLine(failure.Message);
                    Environment.Exit(failure.ExitCode);
                }
            };
        }
    }
}
