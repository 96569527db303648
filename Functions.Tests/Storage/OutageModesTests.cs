using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Measuring.Programs;
using Serverless.Storage;
using Serverless.Storage.Outages;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

/// <summary>
/// Tests storage that refuses connections, hangs, is slow, busy or resets connections: callers get a response within the time budget, and nothing is
/// lost or done twice.
/// </summary>
public sealed class OutageModesTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<Outage> WithoutAnswer => [Outage.Hang, Outage.Reset, Outage.Busy, Outage.Throttle];

    [Theory]
    [MemberData(nameof(WithoutAnswer))]
    public async Task Every_family_answers_503_within_the_time_budget_and_recovers(Outage outage)
    {
        await using var app = await OutageApp.Start(azurite);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        app.Proxy.Let(outage);
        await EveryFamilyAnswers503(app, name, client);
        app.Proxy.Let(Outage.None);
        await Recovers(client);
    }

    [Fact]
    public async Task Answers_503_to_refused_connections_and_uses_storage_again_when_it_returns()
    {
        await using var app = await OutageApp.Start(azurite);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await app.Proxy.Close();
        await EveryFamilyAnswers503(app, name, client);
        await app.Proxy.Open();
        await Recovers(client);
    }

    [Fact]
    public async Task Slow_storage_still_answers_calls_that_fit_into_the_time_budget()
    {
        await using var app = await OutageApp.Start(azurite);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        app.Proxy.Let(Outage.Slow);

        Assert.Equal(200, (await Within(() => client.Call("profile/read"))).Status); // one read
        var other = Given.Name();
        var signUp = await Within(() => app.Rpc.Call("session/signup", new { username = other, password = Given.Password }));
        Assert.Contains(signUp.Status, (int[])[200, 503]); // two sequential requests and a hash: slightly less than the time budget
        // More sequential requests than fit into the time budget.
        Assert.Equal(503, (await Within(() => app.Rpc.Call("session/signin", new { username = name, password = Given.Password }))).Status);

        app.Proxy.Let(Outage.None);
        Assert.True(signUp.Status == 503 || await app.FindUser(other) is not null);
        Assert.Equal(200, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task Retries_compensate_for_storage_that_refuses_every_third_request()
    {
        await using var app = await OutageApp.Start(azurite);
        var requests = new ConcurrentDictionary<string, int>();
        app.Proxy.Let(request => requests.AddOrUpdate(request.Target, 1, (_, count) => count + 1) % 3 == 0 ? Outage.Busy : Outage.None);
        for (var i = 0; i < 3; i++)
        {
            var name = Given.Name();
            var signUp = await app.Rpc.Call("session/signup", new { username = name, password = Given.Password });
            Assert.True(signUp.IsSuccess, Report(app));
            Assert.Equal(200, (await (await Given.Session(app.Rpc, name)).Call("profile/read")).Status);
        }
    }

    [Theory]
    [InlineData(Outage.LoseAnswer)]
    [InlineData(Outage.Reset)]
    public async Task A_retried_write_takes_effect_once(Outage outage)
    {
        await using var app = await OutageApp.Start(azurite);
        var name = Given.Name();
        var first = new HashSet<string>();
        // The first write of each kind to each table fails, whether it was executed or not.
        app.Proxy.Let(request => request.IsWrite && Added(first, $"{request.Method} {request.Target}") ? outage : Outage.None);
        var signUp = await app.Rpc.Call("session/signup", new { username = name, password = Given.Password });
        Assert.True(signUp.IsSuccess, signUp.ToString());
        var client = await Given.Session(app.Rpc, name);
        first.Clear();
        var telegram = await client.Call("profile/set-telegram-username", name);
        Assert.True(telegram.IsSuccess, telegram.ToString());

        app.Proxy.Let(Outage.None);
        var user = await app.FindUser(name);
        Assert.Equal(name, user!.TelegramName);
        Assert.Single(user!.Sessions);
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Theory]
    [InlineData(Outage.Slow)]
    [InlineData(Outage.Hang)]
    public async Task A_slow_index_does_not_fail_existing_users_or_keep_failed_sign_ups(Outage outage)
    {
        await using var app = await OutageApp.Start(azurite);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        app.Proxy.Let(outage, nameof(Tables.Index));
        var names = Enumerable.Range(0, 10).Select(_ => Given.Name()).ToList();
        var signUps = await Task.WhenAll(names.Select(one => Within(() => app.Rpc.Call("session/signup", new { username = one, password = Given.Password }))));
        Assert.All(signUps, answer => Assert.Contains(answer.Status, (int[])[200, 503]));
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        Assert.Equal(200, (await Within(() => app.Rpc.Call("session/signin", new { username = name, password = Given.Password }))).Status);

        app.Proxy.Let(Outage.None);
        foreach (var (one, answer) in names.Zip(signUps))
        {
            Assert.Equal(answer.Status == 200, await app.FindUser(one) is not null);
        }

        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await TestTimeout.Until(async () => (await client.Call("profile/read")).Status == 200, "The app did not recover.");
        await Recovered(app, nameof(Tables.Index));
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task Follow_up_work_cannot_fail_a_committed_change()
    {
        await using var app = await OutageApp.Start(azurite);
        var name = Given.Name();
        var isCommitted = false;
        app.Proxy.Let(request =>
        {
            // As soon as the user is written, all other requests hang.
            var before = isCommitted;
            isCommitted |= request.IsWrite && request.Target.EndsWith(nameof(Tables.Accounts), StringComparison.Ordinal);
            return before ? Outage.Hang : Outage.None;
        });
        var signUp = await Within(() => app.Rpc.Call("session/signup", new { username = name, password = Given.Password }));
        Assert.True(signUp.IsSuccess, signUp.ToString());

        app.Proxy.Let(Outage.None);
        await TestTimeout.Until(async () => (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status == 200, "The user cannot sign in.");
        app.Clock.Advance(Names.Lifetime * 2);
        await Recovered(app, nameof(Tables.Index));
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task A_cancelled_request_whose_first_attempt_timed_out_is_a_cancellation()
    {
        await using var app = await OutageApp.Start(azurite);
        app.Proxy.Let(Outage.Hang);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3)); // an attempt may take 2.5 s
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Get<AccountStore>().Read(User.RootId, stop.Token));
        Assert.Equal(stop.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Limits_the_calls_that_wait_for_storage_and_their_requests()
    {
        await using var app = await OutageApp.Start(azurite, app => app.Settings["Storage:MaximumRequests"] = "16");
        var (_, client) = await Given.SignedInUser(app.Rpc);
        app.Proxy.Let(Outage.Hang);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Within(() => client.Call("profile/read"))));
        Assert.All(answers, answer => Assert.Equal(503, answer.Status));
        Assert.InRange(app.Proxy.MostUnderWay, 1, 2 * 16); // the proxy learns of a cancelled request slightly later than of the next one

        // The circuit is open: responses come at once, and almost no request reaches storage.
        var (before, started) = (app.Proxy.Received(nameof(Tables.Accounts)), Stopwatch.GetTimestamp());
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(503, (await Within(() => client.Call("profile/read"))).Status);
        }

        Assert.InRange(app.Proxy.Received(nameof(Tables.Accounts)) - before, 0, 3 + (int)Stopwatch.GetElapsedTime(started).TotalSeconds);
        app.Proxy.Let(Outage.None);
        await Recovers(client);
    }

    /// <summary>A call has nine seconds here, storage answers after two, and four requests are under way at once. So five calls after each other would take too long.</summary>
    [Fact]
    public async Task The_wait_for_a_place_is_part_of_the_time_of_a_call()
    {
        await using var app = await OutageApp.Start(azurite, app =>
            (app.Settings["Storage:MaximumRequests"], app.Settings["Storage:CallSeconds"], app.Settings["Storage:RequestSeconds"]) = ("8", "10", "60"));
        var (_, client) = await Given.SignedInUser(app.Rpc);
        app.Proxy.Let(Outage.Slow);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.Call("profile/read")));
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[200, 503]));
        Assert.InRange(answers.Count(answer => answer.Status == 200), 1, 4 * 4);
    }

    [Fact]
    public async Task Logs_one_line_per_call_and_one_summary_per_minute()
    {
        await using var app = await OutageApp.Start(azurite);
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var report = new StorageReport(app.Get<StorageGates>(), app.Clock, app.Get<ILogger<StorageReport>>());
        report.Write();
        Assert.Empty(app.Logged(313));

        app.Proxy.Let(Outage.Hang);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.Call("profile/read")));
        report.Write();
        Assert.Equal(12, app.Logged(101).Count);
        var summary = Assert.Single(app.Logged(313));
        Assert.Contains("and 12 calls were answered with 503. Accounts: ", summary, StringComparison.Ordinal);
        Assert.Matches("Accounts: [0-9]+ requests, [1-9][0-9]* timed out, 0 not connected, 0 busy, 0 failed, [0-9]+ not sent", summary);

        app.Proxy.Let(Outage.None);
        await Recovers(client);
        report.Write();
        report.Write();
        Assert.Single(app.Logged(314));
        Assert.All(app.Log.Entries, entry => Assert.DoesNotContain("   at ", entry, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Outage.Hang)]
    [InlineData(Outage.Reset)]
    public async Task An_app_that_starts_while_storage_fails_serves_and_recovers(Outage outage)
    {
        await using var app = await OutageApp.Start(azurite, app => app.Proxy.Let(outage));
        Assert.Equal(200, (await app.Rpc.Call("test/test")).Status);
        Assert.Equal(503, (await Within(() => app.Rpc.Get("/api/healthcheck"))).Status);
        app.Proxy.Let(Outage.None);
        await TestTimeout.Until(async () => (await app.Rpc.Get("/api/healthcheck")).HttpStatus == 200, "The app did not recover.");
        await Given.Session(app.Rpc, "root", TestApp.RootPassword);
    }

    /// <summary>Returns the product's log of storage for messages of failed assertions.</summary>
    private static string Report(OutageApp app)
    {
        using var report = new StorageReport(app.Get<StorageGates>(), app.Clock, app.Get<ILogger<StorageReport>>());
        report.Write();
        return string.Join('\n', [.. app.Logged(101), .. app.Logged(313)]);
    }

    private static bool Added(HashSet<string> set, string item)
    {
        lock (set)
        {
            return set.Add(item);
        }
    }

    /// <summary>Makes a call and checks that the caller does not wait longer than promised.</summary>
    private static async Task<T> Within<T>(Func<Task<T>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await call();
        Assert.True(Stopwatch.GetElapsedTime(started) < OutageApp.Longest, $"The answer took {Stopwatch.GetElapsedTime(started)}.");
        return answer;
    }

    private static async Task EveryFamilyAnswers503(OutageApp app, string name, RpcClient client)
    {
        var calls = new[]
        {
            () => client.Call("profile/read"),
            () => app.Rpc.Call("session/signin", new { username = name, password = Given.Password }),
            () => app.Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password }),
            () => app.Rpc.Get("/api/healthcheck"),
        };
        foreach (var answer in await Task.WhenAll(calls.Select(Within)))
        {
            Assert.Equal((503, 503, "Service Unavailable"), (answer.HttpStatus, answer.Status, answer.Text));
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        var others = new[]
        {
            () => app.Rest.With("Bearer " + client.Token).Get("/api/session"),
            () => app.Rest.Post("/api/v2/sign_in", new { login = name, password = Given.Password }),
        };
        foreach (var answer in await Task.WhenAll(others.Select(Within)))
        {
            Assert.Equal(503, answer.Status);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        Assert.Equal(200, (await app.Rpc.Call("test/test")).Status); // needs no storage
    }

    /// <summary>Checks that storage is used again soon after it returned.</summary>
    private static async Task Recovers(RpcClient client)
    {
        var started = Stopwatch.GetTimestamp();
        await TestTimeout.Until(async () => (await client.Call("profile/read")).Status == 200, "The app did not recover.");
        Assert.True(Stopwatch.GetElapsedTime(started) < OutageApp.Longest, $"It took {Stopwatch.GetElapsedTime(started)}.");
    }

    /// <summary>Waits until the circuit of a table is closed, which the repair jobs need.</summary>
    private static Task Recovered(OutageApp app, string table) => TestTimeout.Until(
        async () =>
        {
            try
            {
                var index = app.Get<Tables>().All.Single(one => one.Name.EndsWith(table, StringComparison.Ordinal));
                await foreach (var _ in index.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: Stop))
                {
                    break;
                }

                return true;
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        },
        $"{table} did not recover.");
}
