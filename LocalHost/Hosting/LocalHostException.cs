namespace Serverless.LocalHost;

/// <summary>
/// Thrown when the host cannot start, with a message for the terminal. If Program.cs does not catch it, the process prints only the message and
/// exits with <see cref="ExitCode"/>. A test that hosts the app in process can catch it.
/// </summary>
public sealed class LocalHostException : Exception
{
    /// <summary>Creates the exception, for serializers.</summary>
    public LocalHostException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public LocalHostException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public LocalHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the exit code of the process: 0 after help, 2 for a wrong command line, otherwise 1.</summary>
    public int ExitCode { get; init; } = 1;
}
