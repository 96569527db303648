namespace Serverless.Domain.Email;

/// <summary>Thrown when another run may be sending the email. The queue delivers the message again.</summary>
public sealed class LetterInProgressException : Exception
{
    /// <summary>Creates the exception with the standard message.</summary>
    public LetterInProgressException()
        : this("Another run has this letter.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public LetterInProgressException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public LetterInProgressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
