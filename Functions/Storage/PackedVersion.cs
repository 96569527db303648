namespace Serverless.Storage;

/// <summary>
/// Checks the version of packed data: the first byte of every packed format. Data of revision c2ef8d8 has no such byte; it is recognised by
/// its columns.
/// </summary>
public static class PackedVersion
{
    /// <summary>Checks the first byte.</summary>
    /// <param name="found">The byte that was read.</param>
    /// <param name="known">The version that this code reads.</param>
    /// <param name="what">The kind of packed data, for the message.</param>
    /// <exception cref="UnknownVersionException">The byte is another version.</exception>
    public static void Require(byte found, byte known, string what)
    {
        if (found != known)
        {
            throw new UnknownVersionException($"{what} are packed in version {found}, and this version of the app reads version {known}. Run the version that wrote them, or a newer one.");
        }
    }
}

/// <summary>Thrown when data is packed in a format that this version does not support.</summary>
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
