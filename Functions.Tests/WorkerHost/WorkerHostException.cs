namespace Serverless.WorkerHosting;

/// <summary>Thrown when the app or one of its functions cannot be run.</summary>
public sealed class WorkerHostException : Exception
{
    /// <summary>Initializes an exception.</summary>
    public WorkerHostException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes an exception with its cause.</summary>
    public WorkerHostException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Initializes an exception without a message.</summary>
    public WorkerHostException()
    {
    }
}
