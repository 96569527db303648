namespace Serverless.Storage.Index;

/// <summary>Thrown when the index is being rebuilt and there are too many documents to read them all instead. The response has status 503.</summary>
public sealed class IndexNotReadyException : Exception
{
    /// <summary>Creates the exception with the standard message.</summary>
    public IndexNotReadyException()
        : this("The index is being rebuilt")
    {
        RetryAfter = TimeSpan.FromSeconds(30);
    }

    /// <summary>Creates the exception with a message.</summary>
    public IndexNotReadyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public IndexNotReadyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the time after which the call can be repeated.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(5);
}
