using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a user's recovery codes that were not used yet.</summary>
public sealed record RecoveryCodesRow
{
    internal const string RowKey = SecondFactorKeys.Prefix + "recovery-codes";

    /// <summary>Gets the packed hashes. Their first byte is the version of the format.</summary>
    public required byte[] Hashes { get; init; }

    internal TableEntity ToEntity(long userId) => new(Key.Encode(userId), RowKey) { [nameof(Hashes)] = Hashes };

    internal static RecoveryCodesRow From(TableEntity entity) => new() { Hashes = entity.GetBinary(nameof(Hashes)) ?? [] };
}
