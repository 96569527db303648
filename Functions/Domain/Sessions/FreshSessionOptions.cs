using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Sessions;

/// <summary>Represents the settings for fresh sessions: section <c>Security</c>.</summary>
public sealed class FreshSessionOptions
{
    /// <summary>Gets or sets the time for which a session stays fresh after its user proved their identity, in minutes. 1 to 1440.</summary>
    [Range(1, 1440)]
    public int FreshMinutes { get; set; } = 15;

    /// <summary>Gets the time for which a session stays fresh.</summary>
    public TimeSpan FreshTime => TimeSpan.FromMinutes(FreshMinutes);

    /// <summary>
    /// Gets or sets whether documented methods that change credentials or users need a fresh session, too. Their documents do not say so. API tokens then
    /// cannot call them.
    /// </summary>
    public bool FreshForDocumentedMethods { get; set; }
}
