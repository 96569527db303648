namespace Serverless.Domain.ApiTokens;

/// <summary>Represents a secret of an API token that a caller presented, without the secret itself.</summary>
/// <param name="Mark">The first 64 bits of the hash. They tell the secrets of one token apart.</param>
/// <param name="Until">The time when the secret stops working. Null if it never does.</param>
/// <param name="IsCurrent">Whether the secret is the newest one. Others were replaced by a rotation, and still work.</param>
public readonly record struct TokenSecret(long Mark, DateTimeOffset? Until, bool IsCurrent);
