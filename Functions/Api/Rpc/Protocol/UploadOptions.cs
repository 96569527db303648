using System.ComponentModel.DataAnnotations;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>The limits of uploads: section <c>Upload</c> of the settings.</summary>
public sealed class UploadOptions
{
    private const long Most = 90L * 1024 * 1024;

    /// <summary>Gets or sets the largest file of an anonymous caller in bytes. The default is 10,000,000, as in document 001.</summary>
    [Range(1, Most)]
    public long AnonymousMaximumBytes { get; set; } = 10_000_000;

    /// <summary>Gets or sets the maximum number of uploads that an instance receives at the same time.</summary>
    [Range(1, 10_000)]
    public int AtOnce { get; set; } = 16;

    /// <summary>Gets or sets the maximum number of uploads that an instance receives at the same time from one IP address.</summary>
    [Range(1, 10_000)]
    public int AtOncePerAddress { get; set; } = 4;

    /// <summary>
    /// Gets or sets the largest file of a signed-in caller in bytes. The default is 50 MiB. The maximum is 90 MiB, because the Functions host
    /// accepts requests of up to 100 MiB.
    /// </summary>
    [Range(1, Most)]
    public long MaximumBytes { get; set; } = 50L * 1024 * 1024;
}
