namespace Serverless.Api.Shared;

/// <summary>A file that came with a call. Its content is discarded on arrival, because no method needs it.</summary>
/// <param name="Name">The name that the client gave; never to be used as a path.</param>
/// <param name="ContentType">The type that the client gave.</param>
/// <param name="Length">The size in bytes.</param>
public sealed record UploadedFile(string Name, string? ContentType, long Length);
