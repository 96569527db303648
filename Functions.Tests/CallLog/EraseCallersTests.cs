using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Serverless.Accounts;
using Serverless.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.CallLog;

/// <summary>Of an erased user the call log keeps the calls and not the id.</summary>
public sealed class EraseCallersTests(AzuriteFixture azurite, TestApp app) : IClassFixture<TestApp>
{
    private const int Erased = 700;
    private const int Other = 701;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Wherever_it_is_stopped_the_next_run_goes_on(int writes)
    {
        var start = new DateTimeOffset(2026, 11, 18, 23, 55, 0, TimeSpan.Zero); // into the next day, and the next week
        var clock = new FakeTimeProvider(start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        foreach (var calls in new[] { 10, 3_000, 1, 10 }) // pages of both layouts
        {
            for (var i = 0; i < calls; i++)
            {
                log.Buffer.Add(new CallRecord("/v1/m" + (i % 9), i % 3 == 0 ? Erased : Other, clock.GetUtcNow().ToUnixTimeMilliseconds(), i % 100, i % 5 == 0 ? 404 : 200, $"text {i % 50}", false));
            }

            await log.Flush.Run(Stop);
            clock.Advance(TimeSpan.FromMinutes(7));
        }

        var before = await All(log);
        await log.Erase.Announce(Erased, start, Stop);
        clock.Advance(TimeSpan.FromMinutes(90));
        log.Faults.DieAfterWrites(writes);
        if (writes < 6)
        {
            await Assert.ThrowsAsync<ProcessDiedException>(() => log.Erase.Run(Stop));
        }

        log.Faults.Clear();
        await log.Erase.Run(Stop);
        Assert.Equal(before.Select(call => call with { UserId = call.UserId == Erased ? 0 : call.UserId }), await All(log));
        Assert.Empty(await log.Tables.CallLogStats.QueryAsync<TableEntity>("PartitionKey eq 'erase'", cancellationToken: Stop).ToListAsync(Stop));
        var history = await log.Series.ReadHistory(Stop);
        Assert.Equal(before.Count, history.Methods.Sum(method => history.Of(method).Values.Sum(count => count.Started)));
    }

    [Fact]
    public async Task What_is_not_final_yet_is_left_for_later_and_two_runs_at_once_do_no_harm()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 1, 0, TimeSpan.Zero));
        var prefix = TestApp.NewPrefix();
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        using var second = new LogInstance(azurite, prefix, clock);
        log.Buffer.Add(Call(Erased, clock));
        await log.Flush.Run(Stop);
        await log.Erase.Announce(Erased, clock.GetUtcNow(), Stop);
        await log.Erase.Run(Stop);
        Assert.Equal([Erased], (await All(log)).Select(call => call.UserId));

        // Another instance had a call of his in its buffer.
        second.Buffer.Add(Call(Erased, clock));
        second.Buffer.Add(Call(Other, clock));
        clock.Advance(TimeSpan.FromMinutes(30));
        await second.Flush.Run(Stop);
        await Task.WhenAll(log.Erase.Run(Stop), second.Erase.Run(Stop));
        clock.Advance(TimeSpan.FromMinutes(60));
        await Task.WhenAll(log.Erase.Run(Stop), second.Erase.Run(Stop));
        Assert.Equal([0L, 0L, Other], (await All(log)).Select(call => call.UserId).Order());
    }

    [Fact]
    public async Task A_call_that_is_written_after_a_long_outage_has_a_user_only_if_he_still_is()
    {
        var (stays, _) = await Given.SignedInUser(app.Rpc);
        var (goes, _) = await Given.SignedInUser(app.Rpc);
        var (staying, going) = ((await app.FindUser(stays))!.Id, (await app.FindUser(goes))!.Id);
        foreach (var user in new[] { staying, going })
        {
            app.Get<CallBuffer>().Add(Call(user, app.Clock) with { MethodId = "/v1/late" });
        }

        Assert.Equal(1, (await (await Given.Root(app)).Call("admin/users/delete", going.ToString(null, null))).Rows);
        app.Clock.Advance(TimeSpan.FromMinutes(CallPages.LateAfter + 1));
        await app.Get<FlushCalls>().Run(Stop);
        var (calls, _) = await app.Get<ReadCalls>().Run("/v1/late", 0, 10, Stop);
        Assert.Equal([0, staying], calls.Select(call => call.UserId).Order());
    }

    [Fact]
    public async Task A_deleted_users_calls_are_read_as_nobodys()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await client.Call("profile/set-telegram-username", "x");
        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        Assert.Equal(id, (await Log(root)).Data[0].GetProperty("user_id").GetString());
        await root.Call("admin/users/delete", id);
        await app.Get<EraseUser>().Finish(long.Parse(id, null), Stop); // as the queue does
        app.Clock.Advance(TimeSpan.FromMinutes(90));
        await app.Get<EraseCallers>().Run(Stop);
        var row = (await Log(root)).Data[0];
        Assert.Equal((null, "Telegram user name length must be between 5 and 32 characters"), (row.GetProperty("user_id").GetString(), row.GetProperty("status_text").GetString()));
    }

    private static Task<RpcAnswer> Log(RpcClient root) => root.Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/profile/set-telegram-username" } });

    private static CallRecord Call(long user, TimeProvider clock) => new("/v1/a", user, clock.GetUtcNow().ToUnixTimeMilliseconds(), 1, 200, null, false);

    private static async Task<IReadOnlyList<CallRecord>> All(LogInstance log) => [.. (await log.Reader.Run(null, 0, 10_000, Stop)).Calls
        .OrderBy(call => call.Started).ThenBy(call => call.MethodId, StringComparer.Ordinal).ThenBy(call => call.Text, StringComparer.Ordinal).ThenBy(call => call.Runtime).ThenBy(call => call.UserId == Other)];
}
