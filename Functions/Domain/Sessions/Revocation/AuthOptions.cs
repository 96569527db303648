using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>Represents the settings for authentication: section <c>Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>
    /// Gets or sets the time for which an instance caches a credential, in seconds. 0 reads the row at every call. All instances must have the same value,
    /// because ending a session depends on whether other instances cache it. 0 to 3600.
    /// </summary>
    [Range(0, 3600)]
    public int CacheSeconds { get; set; }

    /// <summary>Gets whether credentials are cached.</summary>
    public bool IsCached => CacheSeconds > 0;

    /// <summary>Gets the time for which a credential is cached.</summary>
    public TimeSpan CacheTime => TimeSpan.FromSeconds(CacheSeconds);
}
