using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Serverless.CallLog;

namespace Serverless.Storage;

/// <summary>
/// The tables. Every key is made by <see cref="Key"/>; every table name takes the prefix <c>Storage__Prefix</c>.
/// <code>
/// table     PartitionKey         RowKey         what                          written by               deleted by
/// Accounts  user id              user;id        the user, and the lists of    CreateUser, then every   -
///                                               the rows below                AccountStore.TryCommit
///           user id              session;id     one session: hash, expiry,    OpenSession              sign-out, password change,
///                                               what its owner may do                                  expiry or cap at sign-in
///           user id              token;id       one API token: hash, its and its        api-tokens/create, then    api-tokens/delete
///                                               owner's permissions                 AccountStore.TryCommit
///           user id              action;id      one action token of a mail    DeliverLetter            use, a newer one, a change
///                                                                                                      of password or email
///           user id              note;9..9-id   one notification                    AccountStore, Notes        Notes, 2 days later
/// Names     login;name or email  same           whose it is, pending/sealed   Names                    Names, RepairNames
///           telegram;name        same           the same for Telegram names   Names                    Names, RepairNames
///           link;provider.hash   same           the same for accounts         Names                    Names, RepairNames
///                                               elsewhere that sign in
///           private;session id   same           whose a private token is      OpenPrivateSession       whoever ends the session,
///                                                                                                      RepairNames
/// Changes   changes;shard;slot   user id;mark   a change that lists show: the  AccountStore, before     the job that folds
///                                               user before and after          the user is written      them into Index
///           changes;state        state          which trees of Index are       Storage/Index            -
///                                               valid
/// Index     generation;tree      generation;    nodes of a tree, see           Storage/Index            Storage/Index
///                                tree;node      Storage/Index/README.md
/// Counters  ids                  user           the next block of user ids    Ids                      -
///           import               table          how far --import is           ImportTables             ImportTables
///           revocation;slot;     random         credentials that are about    Revocations              Revocations, an hour
///           shard                               to be revoked                                          later
///           revocations          epoch,         what older revisions know     OlderRevocations         -
///                                under-way;id   of revocations
///           sweep                job            where its next run goes on   TableSweep               TableSweep
///           lease                timers         which local host runs timers  TimerLease               -
///           sockets              instance;id,   which local hosts have        SignalRows               SignalRows, minutes
///                                signal;time    sockets, what to do to them                            later
/// Limits    kind;keyed hash      same           how often, or until when    SharedLimits             SharedLimits, when it says
///           of whom it is                                                                                nothing any more
/// CallLog20261119: a table a week, named for its first day, made by the first page of the week, dropped when all of it is too old
///           slot of ten minutes  instance-     many calls, packed:           FlushCalls (insert       with its table
///           in which it was      sequence      Calls0..., Counted by minute   only: a page is never
///           written: 202611231040               and method, Has__v1__... =    written twice)
///                                               true for each method in it;
///                                               users by their pseudonyms
/// CallLogStats  calls;2          cursor         Next: the first slot not yet  CallSeries.Seal          -
///                                               counted; the last 75 minutes
///           calls;2              day;20261123   calls by ten minutes and      CallSeries.Seal          CallSeries.DropOld
///                                               method
///           calls;2              latest         the last 75 minutes as they   CallSeries.Refresh       -
///                                               were when it was written
/// Mail      poison               message        mail that could not be sent   FailedMail               an operator
/// Settings  settings             1              settings that administrators  SettingsStore            -
///                                               change; secrets encrypted
///           keys                 number         keys of those secrets         Secrets                  -
///           limits               secret         key of the hashes in Limits   LimitKeys                -
///           form                 version        form of the stored data, and  StoredForm, Migrate,     -
///                                               how far a migration is; what  StorageSetup
///                                               exists
/// </code>
/// Consistency: a row of a user's partition is written only in one transaction with his <c>user</c> row, under its ETag, so the
/// lists in the user row are always exact. A name is believed only if the user it points to exists and carries that name. Days of
/// CallLogStats change only in one transaction with the cursor, under its ETag, so every page is counted exactly once.
/// </summary>
public sealed class Tables
{
    private readonly TableServiceClient _service;
    private readonly string _prefix;
    private readonly string _callLogPrefix;

    /// <summary>Clients of the prefixed tables.</summary>
    public Tables(StorageClients clients, IOptions<StorageOptions> options)
    {
        var prefix = _prefix = options.Value.Prefix;
        Accounts = Table(nameof(Accounts));
        Names = Table(nameof(Names));
        Changes = Table(nameof(Changes));
        Index = Table(nameof(Index));
        Limits = Table(nameof(Limits));
        Counters = Table(nameof(Counters));
        Mail = Table(nameof(Mail));
        CallLogStats = Table(nameof(CallLogStats));
        _callLogPrefix = prefix + nameof(CallLog);
        _service = clients.Tables(nameof(CallLog));
        Settings = Table(nameof(Settings));

        // A client each, because each table may fail by itself.
        TableClient Table(string name) => clients.Tables(name).GetTableClient(prefix + name);
    }

    /// <summary>Users and what belongs to one user, a partition each.</summary>
    public TableClient Accounts { get; }

    /// <summary>Reservations of everything that must be unique.</summary>
    public TableClient Names { get; }

    /// <summary>Changes of users that are not in Index yet. Rows come and go: the table stays small.</summary>
    public TableClient Changes { get; }

    /// <summary>All users in order and searchable, derived from Accounts.</summary>
    public TableClient Index { get; }

    /// <summary>What is counted for rate limits, by keyed hashes.</summary>
    public TableClient Limits { get; }

    /// <summary>Sequences.</summary>
    public TableClient Counters { get; }

    /// <summary>Mail that could not be delivered.</summary>
    public TableClient Mail { get; }

    /// <summary>What administrators change while the app runs.</summary>
    public TableClient Settings { get; }

    /// <summary>Statistics of the call log.</summary>
    public TableClient CallLogStats { get; }

    /// <summary>Every table that is always there, for creation at start.</summary>
    public IEnumerable<TableClient> All => [Accounts, Names, Changes, Index, Limits, Counters, Mail, CallLogStats, Settings];

    /// <summary>The week of the call log that has a minute (since 1970); perhaps not made yet.</summary>
    public TableClient CallLog(long minute) => _service.GetTableClient(_callLogPrefix + Minutes.DayKey(Minutes.Floor(minute, Minutes.Week)));

    /// <summary>Every table that is there, the weeks of the call log among them, by its name without the prefix.</summary>
    public async IAsyncEnumerable<(string Name, TableClient Table)> Stored([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var table in All)
        {
            yield return (table.Name[_prefix.Length..], table);
        }

        await foreach (var week in CallLogs(cancellation))
        {
            yield return week;
        }
    }

    /// <summary>The weeks of the call log that are there, by their names without the prefix.</summary>
    public async IAsyncEnumerable<(string Name, TableClient Table)> CallLogs([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (first, end) = (_callLogPrefix + "0", _callLogPrefix + ":"); // ':' follows '9'
        await foreach (var week in _service.QueryAsync(TableClient.CreateQueryFilter($"TableName ge {first} and TableName lt {end}"), cancellationToken: cancellation))
        {
            yield return (week.Name[_prefix.Length..], _service.GetTableClient(week.Name));
        }
    }

    /// <summary>The table of a name without the prefix, there or not; null if this app has none of that name.</summary>
    public TableClient? Named(string name) =>
        All.FirstOrDefault(table => table.Name == _prefix + name) ?? (IsWeek(name) ? _service.GetTableClient(_prefix + name) : null);

    private static bool IsWeek(string name) =>
        name.StartsWith(nameof(CallLog), StringComparison.Ordinal) && name.Length == nameof(CallLog).Length + 8 && name[nameof(CallLog).Length..].All(char.IsAsciiDigit);

    /// <summary>Deletes the weeks of the call log that begin at or before a minute (since 1970).</summary>
    public async Task DropCallLogsBefore(long minute, CancellationToken cancellation)
    {
        var (first, end) = (_callLogPrefix + "0", _callLogPrefix + Minutes.DayKey(minute) + "0");
        await foreach (var table in _service.QueryAsync(TableClient.CreateQueryFilter($"TableName ge {first} and TableName lt {end}"), cancellationToken: cancellation))
        {
            await _service.DeleteTableAsync(table.Name, cancellation);
        }
    }
}
