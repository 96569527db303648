using System.Buffers;
using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Domain.Audit;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Exports;
using Serverless.Storage.Rows;

namespace Serverless.Measuring.Loading;

/// <summary>Writes the rows of an audit log into files, with the product's own code for rows. <see cref="Programs.OrderedAzurite"/> reads them.</summary>
/// <remarks>
/// Two fifths of the events are about the first user. A fifth is failed sign-ins, which belong to no change, and a fifth is made by the second user, an
/// administrator. So a log of any length has the same share of each kind.
/// </remarks>
internal static class AuditLoader
{
    private const int Seed = 17;

    private static readonly TimeSpan Past = TimeSpan.FromDays(300);

    /// <summary>Writes the files of a log.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="prefix">The prefix of the tables.</param>
    /// <param name="events">The number of events.</param>
    /// <param name="users">The users.</param>
    /// <param name="now">The time of the last event.</param>
    /// <returns>The key of the event in the middle of the log, from which a continuation can go on.</returns>
    public static string Write(string folder, string prefix, int events, IReadOnlyList<UserListing> users, DateTimeOffset now)
    {
        using var audit = File.Create(Path.Combine(folder, $"{prefix}{nameof(Tables.Audit)}.jsonl"));
        using var accounts = File.Create(Path.Combine(folder, $"{prefix}{nameof(Tables.Accounts)}.jsonl"));
        var (random, buffer, middle) = (new Random(Seed), new ArrayBufferWriter<byte>(), "");
        for (var i = 0; i < events; i++)
        {
            var (user, row) = Event(users, random, now - ((events - i) * (Past / events)));
            middle = i == events / 2 ? row.Key : middle;
            Append(audit, AuditRows.Entities(row));
            if (!row.IsAlone)
            {
                Append(accounts, [new AuditOutboxRow([row]).ToEntity(Key.Encode(user.Id))]);
            }
        }

        return middle;

        void Append(FileStream file, IEnumerable<TableEntity> rows)
        {
            foreach (var row in rows)
            {
                EntityLine.Write(row, buffer);
            }

            file.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private static (UserListing User, AuditRow Row) Event(IReadOnlyList<UserListing> users, Random random, DateTimeOffset date)
    {
        var user = random.Next(5) < 2 ? users[0] : users[random.Next(2, users.Count)];
        var row = AuditEvent.Of(AuditEventName.SignIn, Origin(user), user.Pseudonym, date, AuditEvent.NoDetails).ToRow();
        return (user, random.Next(5) switch
        {
            0 => row with { Event = AuditEventName.SignInFailed.Name, ActorKind = AuditActorKind.Anonymous.Name(), Actor = Pseudonym.Nobody, HasFailed = true, IsAlone = true },
            1 => row with { Event = AuditEventName.PermissionsChanged.Name, Actor = users[1].Pseudonym, Details = Details(("added", "billing")) },
            2 => row with { Event = AuditEventName.TokenCreated.Name, Details = Details(("token_id", row.Id.ToString(null, null))) },
            _ => row with { Details = Details(("method", "password")) },
        });
    }

    private static AuditOrigin Origin(UserListing user) => new(AuditActorKind.Session, user.Id, user.Pseudonym, "203.0.113.7", "Firefox on Linux", "rpc");

    private static ImmutableSortedDictionary<string, string> Details((string Name, string Value) fact) => AuditEvent.DetailsOf(fact);
}
