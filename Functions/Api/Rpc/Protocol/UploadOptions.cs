using System.ComponentModel.DataAnnotations;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Limits of uploads: section <c>Upload</c> of the settings.</summary>
public sealed class UploadOptions
{
    private const long Most = 90L * 1024 * 1024;

    /// <summary>The largest file of an anonymous caller in bytes; 10,000,000 by default, as document 001 says.</summary>
    [Range(1, Most)]
    public long AnonymousMaximumBytes { get; set; } = 10_000_000;

    /// <summary>How many uploads an instance receives at once.</summary>
    [Range(1, 10_000)]
    public int AtOnce { get; set; } = 16;

    /// <summary>How many uploads an instance receives at once from one IP address.</summary>
    [Range(1, 10_000)]
    public int AtOncePerAddress { get; set; } = 4;

    /// <summary>The largest file of a signed-in caller in bytes; 50 MiB by default, at most 90 MiB because the Functions host takes requests of up to 100 MiB.</summary>
    [Range(1, Most)]
    public long MaximumBytes { get; set; } = 50L * 1024 * 1024;
}
