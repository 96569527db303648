namespace Serverless.Domain.Users;

/// <summary>Others kept changing the same user; the call can be repeated. Answered with status 409.</summary>
public sealed class ContentionException : Exception
{
    /// <summary>With the standard message.</summary>
    public ContentionException()
        : this("The account is being changed by other calls; try again.")
    {
    }

    /// <summary>With a message.</summary>
    public ContentionException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public ContentionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
