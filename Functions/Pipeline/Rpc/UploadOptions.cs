using System.ComponentModel.DataAnnotations;

namespace Serverless.Pipeline.Rpc;

/// <summary>Limits of uploads: section <c>Upload</c> of the settings.</summary>
public sealed class UploadOptions
{
    /// <summary>The largest file in bytes; 50 MiB by default, at most 90 MiB because the Functions host takes requests of up to 100 MiB.</summary>
    [Range(1, 90L * 1024 * 1024)]
    public long MaximumBytes { get; set; } = 50L * 1024 * 1024;
}
