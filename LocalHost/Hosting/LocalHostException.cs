namespace Serverless.LocalHost;

/// <summary>
/// Says to the person at the terminal why the host does not start. Thrown out of Program.cs it ends the process with
/// <see cref="ExitCode"/> and prints its message alone; a test that hosts the app in process can catch it like any other.
/// </summary>
public sealed class LocalHostException : Exception
{
    /// <summary>For serializers.</summary>
    public LocalHostException()
    {
    }

    /// <summary>A failed start.</summary>
    public LocalHostException(string message)
        : base(message)
    {
    }

    /// <summary>A failed start, and what made it fail.</summary>
    public LocalHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the process exits with: 0 after help, 2 for a wrong command line, else 1.</summary>
    public int ExitCode { get; init; } = 1;
}
