using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a user's recovery codes that were not used yet.</summary>
public sealed record RecoveryCodesRow
{
    internal const string RowKey = SecondFactorKeys.Prefix + "recovery-codes";

    /// <summary>Gets the packed hashes. Their first byte is the version of the format.</summary>
    public required byte[] Hashes { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity(long userId)
    {
        var entity = Version.Entity(Key.Encode(userId), RowKey);
        entity.Set(nameof(Hashes), Hashes);
        return entity;
    }

    internal static RecoveryCodesRow From(TableEntity entity) => new() { Hashes = entity.GetBinary(nameof(Hashes)) ?? [], Version = new(entity) };
}
