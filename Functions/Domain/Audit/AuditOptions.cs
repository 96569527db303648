using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Audit;

/// <summary>The audit log: section <c>Audit</c> of the settings.</summary>
public sealed class AuditOptions
{
    /// <summary>Gets or sets the days that events are kept. 1 to 3650.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 365;

    /// <summary>Gets <see cref="RetentionDays"/> as a time span.</summary>
    public TimeSpan Retention => TimeSpan.FromDays(RetentionDays);
}
