using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of an email without a token: the progress of its delivery. It prevents a second copy.</summary>
public sealed record EmailClaimRow
{
    /// <summary>Gets the id of the email.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the time until which one delivery has an exclusive claim on the email.</summary>
    public DateTimeOffset ClaimedUntil { get; init; }

    /// <summary>Gets whether an earlier delivery began and may have sent the email.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Gets whether nothing is left to do: the email was sent, or it is not to be sent.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Gets the time after which the row can be deleted.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal static string Key(long id) => $"EmailClaim;{id}";

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Key(Id), Key(Id));
        entity[nameof(ClaimedUntil)] = ClaimedUntil;
        entity[nameof(IsRepeated)] = IsRepeated;
        entity[nameof(IsSettled)] = IsSettled;
        entity[nameof(Expires)] = Expires;
        return entity;
    }

    internal static EmailClaimRow From(TableEntity entity) => new()
    {
        Id = long.Parse(entity.RowKey.AsSpan(entity.RowKey.IndexOf(';', StringComparison.Ordinal) + 1), null),
        ClaimedUntil = entity.GetDateTimeOffset(nameof(ClaimedUntil)) ?? default,
        IsRepeated = entity.GetBoolean(nameof(IsRepeated)) ?? false,
        IsSettled = entity.GetBoolean(nameof(IsSettled)) ?? false,
        Expires = entity.GetDateTimeOffset(nameof(Expires)) ?? default,
        Version = new(entity),
    };
}
