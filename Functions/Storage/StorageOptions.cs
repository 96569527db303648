using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Storage;

/// <summary>The storage of an installation: section <c>Storage</c> of the settings.</summary>
public sealed class StorageOptions
{
    /// <summary>
    /// Gets or sets the prefix of the name of every table and, with a hyphen, of every queue, so that several installations can share one storage account.
    /// Lower-case letters and digits, a letter first.
    /// </summary>
    [StoragePrefix]
    public string Prefix { get; set; } = "";

    /// <summary>Gets or sets the longest time that a caller waits when storage fails, in seconds: then the response is 503.</summary>
    [Range(0.5, 60)]
    public double CallSeconds { get; set; } = 5;

    /// <summary>Gets or sets the timeout of one request to storage, in seconds; shorter if its call has less time left.</summary>
    [Range(0.1, 60)]
    public double RequestSeconds { get; set; } = 2.5;

    /// <summary>
    /// Gets or sets the number of requests to storage that this instance runs at once. Four times as many wait; all others are refused with 503.
    /// </summary>
    [Range(8, 10_000)]
    public int MaximumRequests { get; set; } = 128;

    /// <summary>Gets the time for all storage requests of a call: a tenth less than its caller waits, to leave time for the rest of the call.</summary>
    internal TimeSpan CallBudget => TimeSpan.FromSeconds(CallSeconds * 0.9);

    /// <summary>Gets <see cref="RequestSeconds"/> as a time span.</summary>
    internal TimeSpan RequestTimeout => TimeSpan.FromSeconds(RequestSeconds);
}
