using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads the rows of second factors and tickets, which are in the partition of their user. They are written with the user row, in one transaction.</summary>
public sealed class SecondFactorRows(Tables tables)
{
    /// <summary>Returns the row of the user's authenticator app, or null.</summary>
    public async Task<TotpRow?> FindTotp(long userId, CancellationToken cancellation) =>
        await Find(userId, TotpRow.RowKey, cancellation) is { } row ? TotpRow.From(row) : null;

    /// <summary>Returns the row of the user's recovery codes, or null.</summary>
    public async Task<RecoveryCodesRow?> FindRecoveryCodes(long userId, CancellationToken cancellation) =>
        await Find(userId, RecoveryCodesRow.RowKey, cancellation) is { } row ? RecoveryCodesRow.From(row) : null;

    /// <summary>Returns the passkey with this record id, or null.</summary>
    public async Task<PasskeyRow?> FindPasskey(long userId, long id, CancellationToken cancellation) =>
        await Find(userId, PasskeyRow.RowKey(id), cancellation) is { } row ? PasskeyRow.From(row) : null;

    /// <summary>Returns the ticket with this record id, or null.</summary>
    public async Task<TicketRow?> FindTicket(long userId, long id, CancellationToken cancellation) =>
        await Find(userId, TicketRow.RowKey(id), cancellation) is { } row ? TicketRow.From(row) : null;

    /// <summary>Returns all second factors of a user. Makes one request.</summary>
    public async Task<UserFactors> Read(long userId, CancellationToken cancellation)
    {
        var rows = await tables.Accounts
            .QueryAsync<TableEntity>(RowRange.InPartition(Key.Encode(userId), SecondFactorKeys.Prefix, SecondFactorKeys.End), cancellationToken: cancellation)
            .ToListAsync(cancellation);
        return new UserFactors(
            rows.Find(row => row.RowKey == TotpRow.RowKey) is { } totp ? TotpRow.From(totp) : null,
            rows.Find(row => row.RowKey == RecoveryCodesRow.RowKey) is { } codes ? RecoveryCodesRow.From(codes) : null,
            [.. rows.Where(row => row.RowKey.StartsWith(PasskeyRow.KeyPrefix, StringComparison.Ordinal)).Select(PasskeyRow.From).OrderBy(passkey => passkey.Created)]);
    }

    private Task<TableEntity?> Find(long userId, string rowKey, CancellationToken cancellation) => tables.Accounts.Find(Key.Encode(userId), rowKey, cancellation);
}

/// <summary>Represents all second factors of a user.</summary>
/// <param name="Totp">The authenticator app; null if there is none. It may only wait for its first code.</param>
/// <param name="RecoveryCodes">The recovery codes; null if there are none.</param>
/// <param name="Passkeys">The passkeys, oldest first.</param>
public sealed record UserFactors(TotpRow? Totp, RecoveryCodesRow? RecoveryCodes, IReadOnlyList<PasskeyRow> Passkeys);
