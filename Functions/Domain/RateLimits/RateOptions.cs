using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.RateLimits;

/// <summary>One limit in the settings: a number allowed at once, and in each period over time.</summary>
public sealed class RateOptions
{
    /// <summary>Gets or sets the number; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Count { get; set; }

    /// <summary>Gets or sets the period in seconds; 1 second to 30 days.</summary>
    [Range(1, 2_592_000)]
    public int Seconds { get; set; }

    /// <summary>Gets the limit as a <see cref="RateLimits.Rate"/>.</summary>
    public Rate Rate => new(Count, TimeSpan.FromSeconds(Seconds));
}
