namespace Serverless.Domain.Users;

/// <summary>Thrown when other calls keep changing the same user. The call can be repeated. The response has status 409.</summary>
public sealed class ContentionException : Exception
{
    /// <summary>Initialises a new instance with the standard message.</summary>
    public ContentionException()
        : this("The account is being changed by other calls; try again.")
    {
    }

    /// <summary>Initialises a new instance with a message.</summary>
    public ContentionException(string message)
        : base(message)
    {
    }

    /// <summary>Initialises a new instance with a message and an inner exception.</summary>
    public ContentionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
