using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Serverless.Domain.Audit;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Operator.Demo;

/// <summary>
/// Creates the generated users with the code that creates real users, so names, index and audit log are exact. Each has a fixed id, so a run that continues
/// finds the users of the run before, and reserves the names that it left. No user has a password, and the credentials are unknown to everyone.
/// </summary>
public sealed class DemoUsers(DemoAccounts accounts, AccountStore store, NotificationStore notifications, TotpSecrets secrets, CopyEvents copyEvents, CopyMissedEvents missedEvents)
{
    private const int AtOnce = 8;
    private const int Step = 60;

    private static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(30);

    /// <summary>Creates the users that do not exist yet.</summary>
    /// <returns>The pseudonyms of the users who are enabled, in the order of their numbers, with the time of their creation.</returns>
    public async Task<IReadOnlyList<DemoCaller>> Run(DemoRow demo, CancellationToken cancellation)
    {
        var (callers, done) = (new ConcurrentDictionary<int, DemoCaller>(), 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(DemoPeople.All().Index(), options, async (person, stop) =>
        {
            var user = await Ensure(demo.FirstUser + person.Index, person.Item, demo.Begun, stop);
            if (user is { Enabled: true })
            {
                callers[person.Index] = new(user.Pseudonym, user.Created);
            }

            if (Interlocked.Increment(ref done) is var count && count % Step == 0)
            {
                await copyEvents.Run(stop);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Users: {count} of {DemoPeople.Count}"));
            }
        });
        await Welcome(demo, cancellation);
        return [.. callers.OrderBy(caller => caller.Key).Select(caller => caller.Value)];
    }

    /// <returns>The user; null if an administrator erased them since an earlier run.</returns>
    private async Task<User?> Ensure(long id, DemoPerson person, DateTimeOffset begun, CancellationToken cancellation)
    {
        var user = await store.Read(id, cancellation);
        if (user is null)
        {
            user = await Create(id, person, begun - person.Age, begun, cancellation);
        }
        else
        {
            // The run before may have been killed before it copied them.
            await missedEvents.OfUser(id, cancellation);
        }

        foreach (var visit in person.Visits.Skip(user?.Sessions.Length ?? person.Visits.Count))
        {
            await SignIn(id, visit, begun - visit.Age, cancellation);
        }

        return user;
    }

    private async Task<User?> Create(long id, DemoPerson person, DateTimeOffset created, DateTimeOffset begun, CancellationToken cancellation)
    {
        AuditOrigin.Begin(new AuditOrigin(AuditActorKind.Anonymous, Ip: "192.0.2.1", Family: "rpc"));
        var draft = new User
        {
            Id = id,
            Name = person.Name,
            FullName = person.FullName,
            Email = person.Email,
            EmailConfirmed = person.EmailConfirmed,
            Enabled = person.IsEnabled,
            Created = created,
            Permissions = person.IsAdmin ? ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal).Add(Permission.Admin, true) : ImmutableSortedDictionary<string, bool>.Empty,
        };
        var secret = person.HasTotp ? await secrets.Protect(id, RandomNumberGenerator.GetBytes(20), cancellation) : null;
        var creation = await accounts.At(created, (_, creating) => creating.TryRun(draft, cancellation, prepare: Prepare), cancellation);
        return creation.User ?? await store.Read(id, cancellation); // another process was faster

        void Prepare(AccountChange change)
        {
            if (secret is not null)
            {
                change.WriteTotp(new TotpRow { Secret = secret, Created = created });
            }

            foreach (var token in person.Tokens)
            {
                change.AddToken(Token(id, token, created));
            }

            if (person.IsNotified)
            {
                change.Notify(SecurityNotice.NewDevice(new Device(DemoPeople.UserAgent(0), IPAddress.Loopback).SessionName), begun - TimeSpan.FromHours(id % 40));
            }
        }
    }

    private async Task SignIn(long id, DemoVisit visit, DateTimeOffset moment, CancellationToken cancellation)
    {
        var device = new Device(visit.UserAgent, IPAddress.Parse(visit.Ip)) { Family = "rpc" };
        AuditOrigin.Begin(new AuditOrigin(AuditActorKind.Anonymous, Ip: visit.Ip, Device: device.Program, Family: device.Family));
        var credential = Credential.Create(CredentialKind.Session, id, Ids.Random());
        await accounts.At(moment, (past, _) => past.Change(Actor.Nobody, id, change => change.OpenSession(credential, moment, SessionLifetime, device), cancellation), cancellation);
    }

    /// <summary>Gives root notifications. A run that continues finds those of the run before.</summary>
    private async Task Welcome(DemoRow demo, CancellationToken cancellation)
    {
        (string Subject, string Body)[] texts =
        [
            ("This installation has demo data", "Its users and their calls are generated. Delete the folders .azurite and .mail for a fresh start."),
            ("Two days ago, calls failed for a while", "The demo data has an hour in which many calls failed and were slow. Find it in the log of calls."),
        ];
        foreach (var (number, (subject, body)) in texts.Index())
        {
            var created = demo.Begun - TimeSpan.FromMinutes(number * 90);
            await notifications.Add(User.RootId, new Notification(Notification.Create(subject, body, created).Id >> 20 << 20, created, subject, body, IsRead: false), cancellation);
        }
    }

    private static TokenRow Token(long id, string name, DateTimeOffset created)
    {
        var credential = Credential.Create(CredentialKind.ApiToken, id, Ids.Random());
        return new TokenRow
        {
            Id = credential.RecordId,
            Name = name,
            Enabled = true,
            Created = created,
            Permissions = ImmutableSortedDictionary<string, bool>.Empty,
            Hash = credential.Hash(),
            UserPermissions = ImmutableSortedDictionary<string, bool>.Empty,
            UserEnabled = true,
        };
    }
}

/// <summary>Represents a user who can be the caller of generated calls.</summary>
/// <param name="Pseudonym">The pseudonym of the user.</param>
/// <param name="Since">The time when the user was created.</param>
public sealed record DemoCaller(long Pseudonym, DateTimeOffset Since);
