namespace Serverless.Storage.Index;

/// <summary>Thrown when parts of the index that were read one after the other are inconsistent. The reader starts over.</summary>
internal sealed class IndexChangedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public IndexChangedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public IndexChangedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public IndexChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
