using System.Collections.Concurrent;
using System.Collections.Immutable;
using Azure.Core;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Sessions.Revocation;

/// <summary>
/// Tests two instances that look up and revoke sessions in random order: transactions that wait, processes that crash before and after them, lost
/// responses, polls that fail, and pauses. No session is accepted for longer than the bound after the transaction that ended it, and every other one
/// is accepted.
/// </summary>
public sealed class RevocationBoundTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Steps = 250;
    private const int Users = 4;

    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(20);

    private readonly CachingApps _apps = new(azurite);
    private readonly List<(long UserId, long Id)> _sessions = [];
    private readonly ConcurrentDictionary<long, long> _ended = new();
    private readonly List<Pending> _pending = [];

    private TestClock Clock => _apps.Here.Clock;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _apps.InitializeAsync();

    public ValueTask DisposeAsync() => _apps.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_session_is_accepted_for_longer_than_the_bound(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 3 * Users; i++)
        {
            await Add(i % Users);
        }

        var found = 0;
        for (var step = 0; step < Steps; step++)
        {
            var app = random.Next(2) == 0 ? _apps.Here : _apps.There;
            switch (random.Next(20))
            {
                case < 12:
                    found += await Find(app, _sessions[random.Next(_sessions.Count)]) ? 1 : 0;
                    break;
                case < 14:
                    await Begin(app, random);
                    break;
                case < 16 when _pending.Count > 0:
                    await End(_pending[random.Next(_pending.Count)]);
                    break;
                case < 19:
                    await Pass(TimeSpan.FromMilliseconds(random.Next(10) switch { 0 => 70_000, 1 => 15_000, 2 => 4_000, var part => part * 150 }));
                    break;
                default:
                    if (random.Next(2) == 0)
                    {
                        app.Faults.FailBefore(IsLook, times: 4); // one poll with its retries
                    }
                    else
                    {
                        app.Faults.FailAfter(request => Faults.IsWrite(request) && request.Uri.Path.Contains("Counters", StringComparison.Ordinal), times: 1);
                    }

                    break;
            }
        }

        Assert.True(found > Steps / 10, $"Only {found} sessions were found.");
        Assert.NotEmpty(_ended);
        foreach (var pending in _pending.ToList())
        {
            await End(pending);
        }
    }

    private async Task Add(long user)
    {
        var now = Clock.GetUtcNow();
        var row = new SessionRow { Id = Ids.Random(), Hash = [1], IssuedAt = 1, Pseudonym = 1, Expires = now.AddDays(1), Name = "", Permissions = ImmutableSortedDictionary<string, bool>.Empty };
        await _apps.Here.Get<Tables>().Accounts.AddEntityAsync(row.ToEntity(1000 + user, now), Stop);
        _sessions.Add((1000 + user, row.Id));
    }

    private async Task<bool> Find(TestApp app, (long UserId, long Id) session)
    {
        var started = Clock.GetTimestamp();
        var isFound = await app.Get<RememberedCredentials>().FindSession(session.UserId, session.Id, Stop) is not null;
        if (_ended.TryGetValue(session.Id, out var ended))
        {
            Assert.False(isFound && Clock.GetElapsedTime(ended, started) > CachingApps.Bound, $"It was found {Clock.GetElapsedTime(ended, started)} after it ended.");
        }
        else
        {
            Assert.True(isFound || _pending.Exists(one => one.Sessions.Contains(session)), "A session that did not end was not found.");
        }

        return isFound;
    }

    private async Task Begin(TestApp app, Random random)
    {
        var user = 1000 + random.Next(Users);
        ImmutableArray<(long UserId, long Id)> sessions = [.. _sessions.Where(session => session.UserId == user && !_ended.ContainsKey(session.Id) && !_pending.Exists(one => one.Sessions.Contains(session))).Take(1 + random.Next(2))];
        if (sessions.IsEmpty)
        {
            return;
        }

        var (reached, gate, fate) = (new TaskCompletionSource(), new TaskCompletionSource(), random.Next(6));
        var task = app.Get<Revocations>().Revoke(
            user,
            [.. sessions.Select(session => session.Id)],
            async stop =>
            {
                reached.SetResult();
                await gate.Task;
                if (fate == 0)
                {
                    throw new ProcessDiedException();
                }

                foreach (var (_, id) in sessions)
                {
                    await app.Get<Tables>().Accounts.DeleteEntityAsync(Key.Encode(user), SessionRow.Key(id), cancellationToken: Stop);
                    _ended[id] = Clock.GetTimestamp();
                }

                return fate == 1 ? throw new ProcessDiedException() : true;
            },
            Stop);
        await Task.WhenAny(reached.Task, task);
        if (task.IsFaulted)
        {
            await task; // the announcement failed, which no fault here causes
        }

        _pending.Add(new(sessions, gate, task, Clock.GetTimestamp()));
        if (random.Next(2) == 0)
        {
            await End(_pending[^1]);
        }
    }

    private async Task End(Pending pending)
    {
        pending.Gate.SetResult();
        try
        {
            await pending.Task;
        }
        catch (ProcessDiedException)
        {
        }

        _pending.Remove(pending);
        foreach (var (user, id) in pending.Sessions.Where(session => _ended.ContainsKey(session.Id)))
        {
            await Add(user - 1000);
        }
    }

    /// <summary>Lets time pass. A transaction that would exceed its timeout ends before.</summary>
    private async Task Pass(TimeSpan time)
    {
        foreach (var pending in _pending.Where(one => Clock.GetElapsedTime(one.Begun) + time > LongestTransaction).ToList())
        {
            await End(pending);
        }

        Clock.Advance(time);
    }

    private static bool IsLook(Request request) => !Faults.IsWrite(request) && request.Uri.Path.Contains("Counters", StringComparison.Ordinal);

    private sealed record Pending(ImmutableArray<(long UserId, long Id)> Sessions, TaskCompletionSource Gate, Task Task, long Begun);
}
