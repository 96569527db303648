using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a passkey. It has no secret: the private key never leaves the user's device.</summary>
public sealed record PasskeyRow
{
    internal const string KeyPrefix = SecondFactorKeys.Prefix + "passkey;";

    /// <summary>Gets the record id: 63 bits of the hash of <see cref="CredentialId"/>, so that a credential leads to its row.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the id that the authenticator gave the credential.</summary>
    public required byte[] CredentialId { get; init; }

    /// <summary>Gets the public key in the format of COSE.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Gets the signature counter of the last use; 0 if the authenticator has no counter.</summary>
    public required long Counter { get; init; }

    /// <summary>Gets the name that the user gave the passkey.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time when the passkey was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the time of the last use; null if the passkey was never used.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Gets whether the provider of the passkey copies it to other devices of the user.</summary>
    public bool IsSynced { get; init; }

    /// <summary>Gets how the browser reaches the authenticator, separated by commas, such as <c>internal,hybrid</c>. A hint for the browser.</summary>
    public string Transports { get; init; } = "";

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal static string RowKey(long id) => KeyPrefix + id.ToString(CultureInfo.InvariantCulture);

    internal TableEntity ToEntity(long userId)
    {
        var entity = Version.Entity(Key.Encode(userId), RowKey(Id));
        entity.Set(nameof(CredentialId), CredentialId);
        entity.Set(nameof(PublicKey), PublicKey);
        entity.Set(nameof(Counter), Counter);
        entity.Set(nameof(Name), Name);
        entity.Set(nameof(Created), Created);
        entity.Set(nameof(LastUsed), LastUsed);
        entity.Set(nameof(IsSynced), IsSynced);
        entity.Set(nameof(Transports), Transports);
        return entity;
    }

    internal static PasskeyRow From(TableEntity entity) => new()
    {
        Id = long.Parse(entity.RowKey.AsSpan(KeyPrefix.Length), CultureInfo.InvariantCulture),
        CredentialId = entity.GetBinary(nameof(CredentialId)) ?? [],
        PublicKey = entity.GetBinary(nameof(PublicKey)) ?? [],
        Counter = entity.GetInt64(nameof(Counter)) ?? 0,
        Name = entity.GetString(nameof(Name)) ?? "",
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        LastUsed = entity.GetDateTimeOffset(nameof(LastUsed)),
        IsSynced = entity.GetBoolean(nameof(IsSynced)) ?? false,
        Transports = entity.GetString(nameof(Transports)) ?? "",
        Version = new(entity),
    };
}
