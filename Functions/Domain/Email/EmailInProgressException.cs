namespace Serverless.Domain.Email;

/// <summary>Thrown when another run may be sending the email. The queue delivers the message again.</summary>
public sealed class EmailInProgressException : Exception
{
    /// <summary>Creates the exception with the standard message.</summary>
    public EmailInProgressException()
        : this("Another run has this email.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public EmailInProgressException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public EmailInProgressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
