using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Accounts;

/// <summary>The row of an action token: a mail's secret, and how far the mail got.</summary>
public sealed class ActionRow
{
    private readonly TableEntity _row;

    internal ActionRow(TableEntity row) => _row = row;

    /// <summary>A new row.</summary>
    internal ActionRow(Credential credential, string address, DateTimeOffset expires, DateTimeOffset claimedUntil)
        : this(new TableEntity(Storage.Key.Encode(credential.UserId), Key(credential.RecordId)))
    {
        _row[nameof(Hash)] = credential.Hash();
        _row[nameof(Address)] = address;
        _row[nameof(Expires)] = expires;
        ClaimedUntil = claimedUntil;
        Sent = false;
    }

    /// <summary>See <see cref="Credential.Hash"/>.</summary>
    public byte[]? Hash => _row.GetBinary(nameof(Hash));

    /// <summary>The address that the mail goes to: the token is worth nothing for another.</summary>
    public string Address => _row.GetString(nameof(Address));

    /// <summary>When the token stops working.</summary>
    public DateTimeOffset Expires => _row.GetDateTimeOffset(nameof(Expires)) ?? default;

    /// <summary>Until when one delivery has the mail to itself.</summary>
    public DateTimeOffset ClaimedUntil
    {
        get => _row.GetDateTimeOffset(nameof(ClaimedUntil)) ?? default;
        set => _row[nameof(ClaimedUntil)] = value;
    }

    /// <summary>Whether the transport took the mail.</summary>
    public bool Sent
    {
        get => _row.GetBoolean(nameof(Sent)) ?? false;
        set => _row[nameof(Sent)] = value;
    }

    /// <summary>The row as storage has it.</summary>
    internal TableEntity Row => _row;

    internal static string Key(long id) => $"action;{id}";
}
