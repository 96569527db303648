namespace Serverless.Pipeline;

/// <summary>A file that came with a call, kept in a temporary file on disk until the call is over.</summary>
/// <param name="Name">The name that the sender gave; never to be used as a path.</param>
/// <param name="ContentType">What the sender says it is.</param>
/// <param name="Content">The content, at its beginning.</param>
public sealed record UploadedFile(string Name, string? ContentType, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc />
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
