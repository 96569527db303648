namespace Serverless.Api.Shared.Http;

/// <summary>The X-Forwarded-For header of the caller's request as it reached the Functions host; empty if there is none.</summary>
public sealed record OriginalForwardedFor(string Value);
