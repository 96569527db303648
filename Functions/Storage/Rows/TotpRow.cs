using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the row of a user's authenticator app: the secret in use, and a secret that waits for its first code. The user row says whether there is a
/// secret in use.
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

    internal TableEntity ToEntity(long userId)
    {
        var entity = new TableEntity(Key.Encode(userId), RowKey);
        if (Secret is not null)
        {
            entity[nameof(Secret)] = Secret;
            entity[nameof(Created)] = Created;
            entity[nameof(LastStep)] = LastStep;
        }

        if (PendingSecret is not null)
        {
            entity[nameof(PendingSecret)] = PendingSecret;
            entity[nameof(PendingUntil)] = PendingUntil;
        }

        return entity;
    }

    internal static TotpRow From(TableEntity entity) => new()
    {
        Secret = entity.GetString(nameof(Secret)),
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        LastStep = entity.GetInt64(nameof(LastStep)) ?? 0,
        PendingSecret = entity.GetString(nameof(PendingSecret)),
        PendingUntil = entity.GetDateTimeOffset(nameof(PendingUntil)) ?? default,
    };
}
