using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Storage.Index;

namespace Serverless.Storage;

/// <summary>
/// The tables. Every key is made by <see cref="Key"/>; every table name has the prefix <c>Storage__Prefix</c>.
/// <code>
/// table     PartitionKey         RowKey         content                       written by               deleted by
/// Accounts  user id              user;id        the user, and the lists of    CreateUser, then every   -
///                                               the rows below                AccountStore.TryCommit
///           user id              session;id     one session: hash, expiry,    OpenSession              sign-out, password change,
///                                               permissions                                            expiry or cap at sign-in
///           user id              token;id       one API token: hash, its and  api-tokens/create, then  api-tokens/delete
///                                               its owner's permissions       AccountStore.TryCommit
///           user id              action;id      one action token of an email  EmailDelivery            use, a newer one, a change
///                                                                                                      of password or email
///           user id              note;9..9-id   one notification              AccountStore, NotificationStore      NotificationStore, 2 days later
///           user id              emails;event   the emails about an event     AccountStore             PendingEmails
///                                id
///           user id              audit;9..9-    the events of one change      AccountStore, with each  DeleteOldEvents
///                                time-id                                      change
///           user id              factor;totp    an authenticator app, its     AccountStore             profile/totp/delete,
///                                               secret encrypted                                       admin/users/reset-factors
///           user id              factor;        hashes of recovery codes      AccountStore             use, or with the last
///                                recovery-codes                                                        second factor
///           user id              factor;        a passkey: public key,        AccountStore             profile/passkeys/delete,
///                                passkey;id     counter, name                                          admin/users/reset-factors
///           user id              ticket;id      a sign-in that waits for a    Tickets                  use, five failures, or a
///                                               second factor                                          later ticket
/// Names     login;name or email  same           the owner, pending or final   Names                    Names, RepairNames
///           telegram;name        same           the owner of a Telegram name  Names                    Names, RepairNames
///           link;provider.hash   same           the owner of an external      Names                    Names, RepairNames
///                                               account used to sign in
///           private;session id   same           the owner of a private token  OpenPrivateSession       the end of the session,
///                                                                                                      RepairNames
/// Changes   changes;shard;bucket   user id;mark   a change that lists show: the AccountStore, before     the job that folds
///                                               user before and after         the user is written      them into Index
///           changes;state        state          the valid trees of Index      Storage/Index            -
/// Index     generation;tree      generation;    nodes of a tree, see          Storage/Index            Storage/Index
///                                tree;node      Storage/Index/README.md
/// Counters  ids                  user           the next block of user ids    Ids                      -
///           import               table          the progress of --import      ImportProgress           ImportProgress
///           revocation;bucket;     random         credentials that are about    Revocations              Revocations, an hour
///           shard                               to be revoked                                          later
///           sweep                job            the position of the next run  TableSweep               TableSweep
///           demo                 1              the progress of --demo          DemoRows                 -
///           lease                timers         the local host that runs      TimerLease               -
///                                               timers
///           sockets              instance;id,   the local hosts that have     SocketRows               SocketRows, minutes
///                                signal;time    sockets; pushes and closes                             later
///           audit                instance       an instance may have events   AuditMarker              AuditMarker,
///                                               that are not in Audit yet                              CopyMissedEvents
///           broadcast            notification   a notification to all users   StartBroadcast,          DeleteExpired-
///                                id             and its progress              DeliverBroadcast         Notifications
///           audit-sweep          1              a search for such events      CopyMissedEvents         CopyMissedEvents
/// Limits    kind;keyed hash      same           counts, or a time until which SharedLimits             SharedLimits, when
///           of the subject                      a subject is limited                                   it has expired
///           Challenge;keyed hash same           a used challenge of a passkey ChallengeRows           SharedLimits, when
///                                                                                                      it has expired
///           Notification;keyed   same           the notification of an        NotificationKeys         SharedLimits, a week
///           hash                                idempotency key                                        later
///           EmailClaim;email id  same           how far the delivery of an    DeliverNotice            SharedLimits, a week
///                                               email without a token came                             later
/// CallLog20261119: one table a week, named after its first day, created by the first batch of the week, deleted when all of it is too old
///           time bucket of ten   log;instance   a batch of calls, packed:     BatchWriter (insert      with its table
///           minutes in which it  -sequence      Calls0..., Counted by minute  only: a batch is never
///           was written:                        and method, Has__v1__... =    written twice)
///           202611231040                        true for each method in it;
///                                               users by their pseudonyms
///           same                 count;instance the sum of the counts of      BatchWriter, with each   with its table
///                                -sequence      batches of an instance        batch
/// CallLogStats  calls;2          cursor         Next: the first time bucket   CallSeries.Finalise          -
///                                               not yet counted; the last 75
///                                               minutes
///           calls;2              day;20261123   calls by ten minutes and      CallSeries.Finalise          CallSeries.DropOld
///                                               method
///           calls;2              latest         the last 75 minutes at the    CallSeries.Refresh       -
///                                               time of the write
/// Audit     audit;shard          all;9..9-time- an event. The same event is   CopyEvents,              DeleteOldEvents
///                                id             found by event;name;..., by   CopyMissedEvents
///                                               actor;pseudonym;... and, if
///                                               it belongs to no change, by
///                                               subject;pseudonym;...
/// Mail      poison               message        an email that failed          FailedEmails               an operator
/// Settings  settings             1              settings that administrators  SettingsStore            -
///                                               change; secrets encrypted
///           settings             audit;9..9-    the event of one change       SettingsStore, with each DeleteOldEvents
///                                time-id                                      change
///           settings             image;name     an image of the site          SettingsStore            SettingsStore, with the
///                                                                                                      next image
///           settings             template;     a template of an email that   EmailTemplates           EmailTemplates
///                                email;language administrators changed
///           keys                 number         keys of those secrets         Secrets                  -
///           limits               secret         key of the hashes in Limits   LimitSecret              -
///           form                 version        form of the stored data,      StoredForm, Migrate,     -
///                                               progress of a migration,      StorageSetup
///                                               existing tables and queues
/// </code>
/// Consistency: a row of a user's partition is written only in one transaction with the <c>user</c> row, with its ETag, so the
/// lists in the user row are always exact. The emails about an event are deleted without it: no list has them. A name counts only if its user exists and has that name. Days of CallLogStats change
/// only in one transaction with the cursor, with its ETag, so every time bucket is counted exactly once. A sum of counts changes only in one transaction with the batch
/// that it newly contains.
/// </summary>
public sealed class Tables
{
    private static readonly string[] Permanent =
    [
        nameof(Accounts), nameof(Names), nameof(Changes), nameof(Index), nameof(Limits), nameof(Counters), nameof(Mail), nameof(CallLogStats), nameof(Settings), nameof(Audit),
    ];

    private readonly ConcurrentDictionary<string, TableClient> _tables = new(StringComparer.Ordinal);
    private readonly StorageClients _clients;
    private readonly string _prefix;
    private readonly string _callLogPrefix;

    /// <summary>Creates the tables with their prefix.</summary>
    public Tables(StorageClients clients, IOptions<StorageOptions> options)
    {
        _clients = clients;
        _prefix = options.Value.Prefix;
        _callLogPrefix = _prefix + nameof(CallLog);
    }

    /// <summary>Gets the table of users and their data, one partition for each user.</summary>
    public TableClient Accounts => Table();

    /// <summary>Gets the table of the reservations of unique names.</summary>
    public TableClient Names => Table();

    /// <summary>Gets the table of the changes of users that are not in Index yet. Folded rows are deleted, so the table stays small.</summary>
    public TableClient Changes => Table();

    /// <summary>Gets the index of all users, ordered and searchable, derived from Accounts.</summary>
    public TableClient Index => Table();

    /// <summary>Gets the table of the audit log: copies of the events that are stored with their changes.</summary>
    public TableClient Audit => Table();

    /// <summary>Gets the table of the counts for rate limits, by keyed hashes.</summary>
    public TableClient Limits => Table();

    /// <summary>Gets the table of sequences, leases and positions of jobs.</summary>
    public TableClient Counters => Table();

    /// <summary>Gets the table of emails that could not be delivered.</summary>
    public TableClient Mail => Table();

    /// <summary>Gets the table of the settings that administrators change while the app runs.</summary>
    public TableClient Settings => Table();

    /// <summary>Gets the table of the statistics of the call log.</summary>
    public TableClient CallLogStats => Table();

    /// <summary>Gets every table that always exists, for creation at start.</summary>
    public IEnumerable<TableClient> All => Permanent.Select(Table);

    /// <summary>Gets the names of the tables that always exist, with the prefix.</summary>
    public IEnumerable<string> FullNames => Permanent.Select(name => _prefix + name);

    private TableServiceClient Service => field ??= _clients.Tables(nameof(CallLog));

    /// <summary>Creates the tables that always exist, unless they are there.</summary>
    public Task Create(CancellationToken cancellation) => Task.WhenAll(All.Select(table => table.CreateIfNotExistsAsync(cancellation)));

    /// <summary>Opens the index of all users.</summary>
    internal StoredIndex OpenIndex(IIndexContent content, IndexSize size, StorageClock clock, ILogger logger) => new(Index, Changes, content, size, clock, logger);

    /// <summary>Returns the table of the week of the call log that contains a minute (since 1970); it may not exist yet.</summary>
    public TableClient CallLog(long minute) => Service.GetTableClient(_callLogPrefix + Minutes.DayKey(Minutes.Floor(minute, Minutes.Week)));

    /// <summary>Returns every existing table, including the weeks of the call log, with its name without the prefix.</summary>
    public async IAsyncEnumerable<(string Name, TableClient Table)> Stored([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var table in All)
        {
            yield return (NameOf(table), table);
        }

        await foreach (var week in CallLogs(cancellation))
        {
            yield return week;
        }
    }

    /// <summary>Returns the existing weeks of the call log, with their names without the prefix.</summary>
    public async IAsyncEnumerable<(string Name, TableClient Table)> CallLogs([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (first, end) = (_callLogPrefix + "0", _callLogPrefix + ":"); // ':' follows '9'
        await foreach (var week in Service.QueryAsync(TableClient.CreateQueryFilter($"TableName ge {first} and TableName lt {end}"), cancellationToken: cancellation))
        {
            yield return (week.Name[_prefix.Length..], Service.GetTableClient(week.Name));
        }
    }

    /// <summary>Returns the table of a name without the prefix, existing or not; null if the app has no table of that name.</summary>
    public TableClient? Named(string name) =>
        Permanent.Contains(name) ? Table(name) : IsWeek(name) ? Service.GetTableClient(_prefix + name) : null;

    /// <summary>Returns the name of a table without the prefix.</summary>
    internal string NameOf(TableClient table) => table.Name[_prefix.Length..];

    /// <summary>
    /// Returns the client of a table. There is one for each table, because each table may fail independently. It is created on first use, because most
    /// instances need few of them.
    /// </summary>
    private TableClient Table([CallerMemberName] string name = "") =>
        _tables.GetOrAdd(name, static (name, tables) => tables._clients.Tables(name).GetTableClient(tables._prefix + name), this);

    private static bool IsWeek(string name) =>
        name.StartsWith(nameof(CallLog), StringComparison.Ordinal) && name.Length == nameof(CallLog).Length + 8 && name[nameof(CallLog).Length..].All(char.IsAsciiDigit);

    /// <summary>Deletes the weeks of the call log that begin at or before a minute (since 1970).</summary>
    public async Task DropCallLogsBefore(long minute, CancellationToken cancellation)
    {
        var (first, end) = (_callLogPrefix + "0", _callLogPrefix + Minutes.DayKey(minute) + "0");
        await foreach (var table in Service.QueryAsync(TableClient.CreateQueryFilter($"TableName ge {first} and TableName lt {end}"), cancellationToken: cancellation))
        {
            await Service.DeleteTableAsync(table.Name, cancellation);
        }
    }
}
