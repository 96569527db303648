namespace Serverless.Storage;

/// <summary>
/// The first byte of every packed format says which version of the format follows. What revision c2ef8d8 packed has no such byte; it is recognised by
/// the columns that it used.
/// </summary>
public static class PackedVersion
{
    /// <summary>Checks the first byte.</summary>
    /// <param name="found">The byte that was read.</param>
    /// <param name="known">The version that this code reads.</param>
    /// <param name="what">What is packed, for the message.</param>
    /// <exception cref="UnknownVersionException">It is another version.</exception>
    public static void Require(byte found, byte known, string what)
    {
        if (found != known)
        {
            throw new UnknownVersionException($"{what} are packed in version {found}, and this version of the app reads version {known}. Run the version that wrote them, or a newer one.");
        }
    }
}

/// <summary>Something is packed in a format that this version does not know.</summary>
public sealed class UnknownVersionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public UnknownVersionException()
    {
    }

    /// <inheritdoc />
    public UnknownVersionException(string message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public UnknownVersionException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
