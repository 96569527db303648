using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.SignIn;

/// <summary>How callers are recognised: section <c>Auth</c> of the settings.</summary>
public sealed class AuthOptions
{
    /// <summary>
    /// Seconds for which an instance remembers whose a credential is; 0 reads the row at every call. The same on all instances, because who
    /// ends a session must know that others remember it. 0 to 3600.
    /// </summary>
    [Range(0, 3600)]
    public int CacheSeconds { get; set; }

    /// <summary>Whether credentials are remembered at all.</summary>
    public bool IsCached => CacheSeconds > 0;

    /// <summary>The same as a span.</summary>
    public TimeSpan CacheTime => TimeSpan.FromSeconds(CacheSeconds);
}
