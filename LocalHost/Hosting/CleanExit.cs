namespace Serverless.LocalHost;

/// <summary>Ends the process without a stack trace when a <see cref="LocalHostException"/> leaves Program.cs.</summary>
internal static class CleanExit
{
    private static int _armed;

    /// <summary>
    /// Installs the handler. Program.cs is identical for both hosts, so it cannot catch this host's exceptions. An immediate exit would also end a test run
    /// that hosts the app in process. The handler runs only for unhandled exceptions.
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
