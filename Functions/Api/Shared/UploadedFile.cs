namespace Serverless.Api.Shared;

/// <summary>A file that came with a call. Its content is discarded while it arrives: no method needs it.</summary>
/// <param name="Name">The name that the sender gave; never to be used as a path.</param>
/// <param name="ContentType">What the sender says it is.</param>
/// <param name="Length">The size in bytes.</param>
public sealed record UploadedFile(string Name, string? ContentType, long Length);
