namespace Serverless.Storage.Index;

/// <summary>Thrown when parts of the index that were read one after the other do not fit together. The reader starts over.</summary>
internal sealed class IndexChangedException : Exception
{
    /// <summary>Creates it.</summary>
    public IndexChangedException()
    {
    }

    /// <summary>Creates it with a message.</summary>
    public IndexChangedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a message and a cause.</summary>
    public IndexChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
