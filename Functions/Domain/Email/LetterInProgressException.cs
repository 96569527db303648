namespace Serverless.Domain.Email;

/// <summary>A letter cannot be sent by this run because another one may be sending it; the queue brings the message again.</summary>
public sealed class LetterInProgressException : Exception
{
    /// <summary>With the standard message.</summary>
    public LetterInProgressException()
        : this("Another run has this letter.")
    {
    }

    /// <summary>With a message.</summary>
    public LetterInProgressException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public LetterInProgressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
