using System.Collections.Immutable;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a search for events that instances did not copy before they died. It can take several runs of the job.</summary>
/// <param name="Since">The time since which events can be missing.</param>
/// <param name="Instances">The instances whose events the search finds.</param>
internal sealed record AuditSweepRow(DateTimeOffset Since, ImmutableArray<string> Instances)
{
    internal const string Partition = "audit-sweep";
    internal const string RowKey = "1";

    /// <summary>The maximum number of instances. A column holds 32,000 characters. Further instances have a search of their own.</summary>
    internal const int MostInstances = 500;

    internal TableEntity ToEntity() => new(Partition, RowKey) { [nameof(Since)] = Since, [nameof(Instances)] = string.Join(',', Instances) };

    internal static AuditSweepRow From(TableEntity entity) =>
        new(entity.GetDateTimeOffset(nameof(Since)) ?? default, [.. (entity.GetString(nameof(Instances)) ?? "").Split(',')]);
}
