using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace Serverless.Storage;

/// <summary>
/// The tables. Every key is made by <see cref="Key"/>; every table name takes the prefix <c>Storage__TablePrefix</c>.
/// <code>
/// table     PartitionKey         RowKey         what                          written by               deleted by
/// Accounts  user id              user           the user, and the lists of    CreateUser, then every   -
///                                               the rows below                AccountStore.TryCommit
///           user id              session;id     one session: hash, expiry,    OpenSession              sign-out, password change,
///                                               what its owner may do                                  expiry or cap at sign-in
///           user id              token;id       one API token: hash, its and its        api-tokens/create, then    api-tokens/delete
///                                               owner's permissions                 AccountStore.TryCommit
///           user id              action;id      one action token of a mail    DeliverLetter            use, a newer one, a change
///                                                                                                      of password or email
///           user id              note;9..9-id   one notification                    AccountStore, Notes        Notes, 2 days later
/// Names     login;name or email  name           whose it is, pending/sealed   Names                    Names, RepairNames
///           telegram;name        name           the same for Telegram names   Names                    Names, RepairNames
/// Counters  ids                  user           the next block of user ids    Ids                      -
/// Mail      poison               message id     mail that could not be sent   RecordPoisonEmail        an operator
/// </code>
/// Consistency: a row of a user's partition is written only in one transaction with his <c>user</c> row, under its ETag, so the
/// lists in the user row are always exact. A name is believed only if the user it points to exists and carries that name.
/// </summary>
public sealed class Tables
{
    /// <summary>Clients of the prefixed tables.</summary>
    public Tables(StorageClients clients, IOptions<StorageOptions> options)
    {
        var service = clients.Tables();
        var prefix = options.Value.TablePrefix;
        Accounts = service.GetTableClient(prefix + nameof(Accounts));
        Names = service.GetTableClient(prefix + nameof(Names));
        Counters = service.GetTableClient(prefix + nameof(Counters));
        Mail = service.GetTableClient(prefix + nameof(Mail));
    }

    /// <summary>Users and what belongs to one user, a partition each.</summary>
    public TableClient Accounts { get; }

    /// <summary>Reservations of everything that must be unique.</summary>
    public TableClient Names { get; }

    /// <summary>Sequences.</summary>
    public TableClient Counters { get; }

    /// <summary>Mail that could not be delivered.</summary>
    public TableClient Mail { get; }

    /// <summary>Every table, for creation at start.</summary>
    public IEnumerable<TableClient> All => [Accounts, Names, Counters, Mail];
}
