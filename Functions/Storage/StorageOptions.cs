using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Storage;

/// <summary>Where an installation keeps what belongs to it: section <c>Storage</c> of the settings.</summary>
public sealed class StorageOptions
{
    /// <summary>
    /// Put before the name of every table and, with a hyphen, of every queue, so that several installations can share one storage account. Lower-case
    /// letters and digits, a letter first.
    /// </summary>
    [StoragePrefix]
    public string Prefix { get; set; } = "";

    /// <summary>The longest that a caller waits when storage fails, in seconds: then the answer is 503.</summary>
    [Range(0.5, 60)]
    public double CallSeconds { get; set; } = 5;

    /// <summary>How long one request to storage may take, in seconds; less if its call has less time left.</summary>
    [Range(0.1, 60)]
    public double RequestSeconds { get; set; } = 2.5;

    /// <summary>How many requests to storage this instance has under way at once. As many more wait, the rest is refused with 503.</summary>
    [Range(8, 10_000)]
    public int MaximumRequests { get; set; } = 256;

    /// <summary>The time for all storage requests of a call: a tenth less than its caller waits, for everything else that the call does.</summary>
    internal TimeSpan CallBudget => TimeSpan.FromSeconds(CallSeconds * 0.9);

    /// <summary><see cref="RequestSeconds"/>.</summary>
    internal TimeSpan RequestTimeout => TimeSpan.FromSeconds(RequestSeconds);
}
