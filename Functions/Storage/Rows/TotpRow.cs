using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the row of a user's authenticator app: the secret in use, and a secret that waits for its first code. The user row contains whether
/// there is a secret in use.
/// </summary>
public sealed record TotpRow
{
    internal const string RowKey = SecondFactorKeys.Prefix + "totp";

    /// <summary>Gets the encrypted secret in use; null if there is none.</summary>
    public string? Secret { get; init; }

    /// <summary>Gets the time when the secret in use was confirmed.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets the time step of the last accepted code. Codes of this step and of earlier steps are refused.</summary>
    public long LastStep { get; init; }

    /// <summary>Gets the encrypted secret that waits for its first code; null if there is none.</summary>
    public string? PendingSecret { get; init; }

    /// <summary>Gets the time until which <see cref="PendingSecret"/> can be confirmed.</summary>
    public DateTimeOffset PendingUntil { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity(long userId)
    {
        var entity = Version.Entity(Key.Encode(userId), RowKey);
        entity.Set(nameof(Secret), Secret);
        entity.Set(nameof(Created), Secret is null ? null : Created);
        entity.Set(nameof(LastStep), Secret is null ? null : LastStep);
        entity.Set(nameof(PendingSecret), PendingSecret);
        entity.Set(nameof(PendingUntil), PendingSecret is null ? null : PendingUntil);
        return entity;
    }

    internal static TotpRow From(TableEntity entity) => new()
    {
        Secret = entity.GetString(nameof(Secret)),
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        LastStep = entity.GetInt64(nameof(LastStep)) ?? 0,
        PendingSecret = entity.GetString(nameof(PendingSecret)),
        PendingUntil = entity.GetDateTimeOffset(nameof(PendingUntil)) ?? default,
        Version = new(entity),
    };
}
