using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the marker of an instance that may have stored changes whose events it has not copied yet.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Since">The time before which all events of the instance are copied.</param>
/// <param name="Written">The time when the instance wrote the row.</param>
public sealed record AuditMarkerRow(string Instance, DateTimeOffset Since, DateTimeOffset Written)
{
    internal const string Partition = "audit";

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity() => new(Partition, Instance) { ETag = Version.ETag, [nameof(Since)] = Since, [nameof(Written)] = Written };

    internal static AuditMarkerRow From(TableEntity entity) =>
        new(entity.RowKey, entity.GetDateTimeOffset(nameof(Since)) ?? default, entity.GetDateTimeOffset(nameof(Written)) ?? default) { Version = new(entity.ETag) };
}
