using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.ApiTokens;

/// <summary>Represents the settings for API tokens: section <c>ApiTokens</c>.</summary>
public sealed class ApiTokenOptions
{
    /// <summary>Gets or sets the maximum lifetime of a new API token, in days. 0 sets no limit: then a token need not expire. 0 to 3650.</summary>
    [Range(0, TokenLifetime.MaximumDays)]
    public int MaximumDays { get; set; }
}
