using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.RateLimits;

/// <summary>One limit in the settings: so many at once, and so many in each period over time.</summary>
public sealed class RateOptions
{
    /// <summary>How many; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Count { get; set; }

    /// <summary>The period in seconds; 1 second to 30 days.</summary>
    [Range(1, 2_592_000)]
    public int Seconds { get; set; }

    /// <summary>The same for the algorithm.</summary>
    public Rate Rate => new(Count, TimeSpan.FromSeconds(Seconds));
}
