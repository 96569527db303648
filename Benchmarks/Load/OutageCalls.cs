using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Domain.Users.Index;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Load;

/// <summary>A call that was made while storage may have failed.</summary>
/// <param name="Method">The method.</param>
/// <param name="Started">The time at which it began.</param>
/// <param name="Answer">The response.</param>
internal sealed record OutageCall(string Method, long Started, ApiAnswer Answer)
{
    /// <summary>Gets whether it changes a user.</summary>
    public bool IsChange => Method is OutageCalls.SigningUp or OutageCalls.Renaming;

    /// <summary>Gets the time at which the response was complete.</summary>
    public long Ended => Started + (long)(Answer.Took.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Gets whether the response is one that a caller may get: success, or 503 with the time to wait.</summary>
    public bool IsProper => Answer.IsSuccess || Answer is { Status: 503, HasRetryAfter: true };
}

/// <summary>Makes the calls of ordinary users, and knows afterwards what was acknowledged and what was answered as failed.</summary>
internal sealed class OutageCalls
{
    /// <summary>The calls of the closed loop, in words: as many changes as reads.</summary>
    public const string ManyChanges = "25 % sign-ups without a password, 25 % changes of a Telegram name, 35 % `profile/read`, 10 % pages of the list of users, 5 % sign-ins";

    /// <summary>The calls of the open loop, in words: so few changes that two processors keep up with it while storage works.</summary>
    public const string FewChanges = "5 % sign-ups without a password, 5 % changes of a Telegram name, 85 % `profile/read`, 2.5 % pages of the list of users, 2.5 % sign-ins";

    /// <summary>The method that creates a user.</summary>
    public const string SigningUp = "sign_up_temporarily";

    /// <summary>The method that changes a user.</summary>
    public const string Renaming = "profile/set-telegram-username";

    // What one call after the other is: a sign-up, a name, a list, a sign-in or a profile.
    private const string TurnOfManyChanges = "snlisnppsnplsnppsnpp";
    private const string TurnOfFewChanges = "snlippppppppppppppppsnpppppppppppppppppp";

    /// <summary>The pause of a caller whose call failed.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<Member> _free = new();
    private readonly List<Member> _members = [];
    private readonly ConcurrentQueue<OutageCall> _calls = new();
    private readonly ConcurrentQueue<long> _created = new();
    private int _number;

    private OutageCalls(ApiClient client, string root) => (Client, Root) = (client, root);

    /// <summary>Gets or sets the instance that is called.</summary>
    public ApiClient Client { get; set; }

    /// <summary>Gets a session of root.</summary>
    public string Root { get; }

    /// <summary>Gets the calls so far.</summary>
    public IReadOnlyCollection<OutageCall> Calls => _calls;

    /// <summary>Signs in a number of users while storage works.</summary>
    public static async Task<OutageCalls> Prepare(ApiClient client, int members)
    {
        var calls = new OutageCalls(client, await client.Session("root", TestSettings.Password));
        for (var i = 0; i < members; i++)
        {
            var name = $"member{i:000}";
            await client.CallPatiently("session/signup", null, new { username = name, password = TestSettings.Password });
            var token = await client.Session(name, TestSettings.Password);
            var id = long.Parse((await client.CallPatiently("profile/read", token)).Data.GetProperty("id").GetString()!, null);
            calls._members.Add(new(id, name, token));
        }

        calls._members.ForEach(calls._free.Enqueue);
        return calls;
    }

    /// <summary>Calls on a number of connections, each one call after the other, until it is stopped.</summary>
    public Task Closed(int connections, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
        async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (!(await Next(TurnOfManyChanges)).IsSuccess)
                {
                    await Task.Delay(PauseAfterFailure, CancellationToken.None);
                }
            }
        },
        CancellationToken.None)));

    /// <summary>Begins calls at a fixed rate until it is stopped, however many are under way. Then waits for them.</summary>
    public async Task Open(int perSecond, CancellationToken stop)
    {
        var (started, running) = (Stopwatch.GetTimestamp(), new List<Task>());
        while (!stop.IsCancellationRequested)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond) - running.Count; due > 0; due--)
            {
                running.Add(Task.Run(() => Next(TurnOfFewChanges), CancellationToken.None));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }

        await Task.WhenAll(running);
    }

    /// <summary>Compares the stored users with the responses to callers.</summary>
    /// <returns>The acknowledged changes that are not stored, and the changes that happened although they were answered as failed.</returns>
    public (int Lost, int HappenedButFailed) Compare(IReadOnlyList<UserListing> stored)
    {
        var users = stored.ToDictionary(user => user.Id);
        var lostUsers = _created.Count(id => !users.ContainsKey(id));
        var unknownUsers = users.Count - _members.Count - (_created.Count - lostUsers);
        var unknownNames = _members.Count(member => member.Failed.Contains(users[member.Id].TelegramName ?? ""));
        var lostNames = _members.Count(member => users[member.Id].TelegramName != member.Acknowledged) - unknownNames;
        return (lostUsers + lostNames, unknownUsers + unknownNames);
    }

    private async Task<ApiAnswer> Next(string turn)
    {
        var (started, number) = (Stopwatch.GetTimestamp(), Interlocked.Increment(ref _number));
        var (method, answer) = turn[number % turn.Length] switch
        {
            's' => (SigningUp, await SignUp()),
            'n' when _free.TryDequeue(out var member) => (Renaming, await Rename(member, number)),
            'l' => await Call("admin/users/read", Root, new { limit = 20 }),
            // One user after the other: a user who has many sessions loses the oldest.
            'i' => await Call("session/signin", null, new { username = Of(number / turn.Length).Name, password = TestSettings.Password }),
            _ => await Call("profile/read", Of(number).Token),
        };
        _calls.Enqueue(new(method, started, answer));
        return answer;
    }

    private async Task<(string Method, ApiAnswer Answer)> Call(string method, string? token, params object?[] parameters) => (method, await Client.Call(method, token, parameters));

    private Member Of(int number) => _members[number % _members.Count];

    private async Task<ApiAnswer> SignUp()
    {
        var answer = await Client.SignUpTemporarily();
        if (answer.IsSuccess)
        {
            _created.Enqueue(answer.Body.GetProperty("id").GetInt64());
        }

        return answer;
    }

    /// <summary>Changes the Telegram name of a user whom no other call changes meanwhile.</summary>
    private async Task<ApiAnswer> Rename(Member member, int number)
    {
        var name = $"telegram{number:000000}";
        var answer = await Client.Call(Renaming, member.Token, name);
        if (answer.IsSuccess)
        {
            member.Acknowledged = name;
            member.Failed.Clear();
        }
        else
        {
            member.Failed.Add(name);
        }

        _free.Enqueue(member);
        return answer;
    }

    private sealed class Member(long id, string name, string token)
    {
        public long Id => id;

        public string Name => name;

        public string Token => token;

        public string? Acknowledged { get; set; }

        /// <summary>Gets the names since then whose change was answered as failed.</summary>
        public HashSet<string> Failed { get; } = new(StringComparer.Ordinal);
    }
}
