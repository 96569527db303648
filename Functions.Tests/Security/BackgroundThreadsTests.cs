using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Security;

public sealed class BackgroundThreadsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thread_waits_for_more_work_and_ends_with_its_owner()
    {
        Thread first, second;
        using (var threads = new BackgroundThreads(1))
        {
            first = await threads.Run(() => Thread.CurrentThread, Stop);
            second = await threads.Run(() => Thread.CurrentThread, Stop);
            Assert.True(first.IsAlive);
        }

        Assert.Same(first, second);
        Assert.False(first.IsAlive);
    }

    [Fact]
    public async Task Queued_work_runs_in_order_and_before_shutdown()
    {
        using var gate = new ManualResetEvent(false);
        List<int> done = [];
        Task<bool>[] works;
        using (var threads = new BackgroundThreads(1))
        {
            works = [.. Enumerable.Range(0, 5).Select(number => threads.Run(() => Work(number), Stop))];
            gate.Set();
        }

        Assert.All(await Task.WhenAll(works), Assert.True);
        Assert.Equal([0, 1, 2, 3, 4], done);

        bool Work(int number)
        {
            done.Add(number);
            return gate.WaitOne(TestTimeout.Length);
        }
    }

    [Fact]
    public async Task Lanes_take_turns()
    {
        using var gate = new ManualResetEvent(false);
        List<string> done = [];
        Task<bool>[] works;
        using (var threads = new BackgroundThreads(1))
        {
            string[] order = ["ann", "ann", "ann", "ben", "ann", "cleo", "ben"];
            works = [.. order.Select(user => threads.Run(() => Work(user), Stop, HashLane.Of(user, isKnownDevice: true)))];
            gate.Set();
        }

        Assert.All(await Task.WhenAll(works), Assert.True);
        // The first item may have been taken before the others arrived.
        Assert.Equal(["ann", "ben", "cleo", "ann", "ben", "ann", "ann"], done);

        bool Work(string user)
        {
            done.Add(user);
            return gate.WaitOne(TestTimeout.Length);
        }
    }

    [Fact]
    public async Task Groups_take_turns()
    {
        using var gate = new ManualResetEvent(false);
        List<string> done = [];
        Task<bool>[] works;
        using (var threads = new BackgroundThreads(1))
        {
            string[] order = ["known 1", "known 2", "known 3", "known 4", "new 1", "new 2"];
            works = [.. order.Select(device => threads.Run(() => Work(device), Stop, HashLane.Of(device, device.StartsWith("known", StringComparison.Ordinal))))];
            gate.Set();
        }

        Assert.All(await Task.WhenAll(works), Assert.True);
        // The first item may have been taken before the others arrived.
        Assert.Equal(["known 1", "new 1", "known 2", "new 2", "known 3", "known 4"], done);

        bool Work(string device)
        {
            done.Add(device);
            return gate.WaitOne(TestTimeout.Length);
        }
    }

    [Fact]
    public async Task A_serial_lane_uses_one_thread_and_leaves_the_others_free()
    {
        using var gate = new ManualResetEvent(false);
        var running = 0;
        using var threads = new BackgroundThreads(3);
        Task<bool>[] flood = [.. Enumerable.Range(0, 50).Select(_ => threads.Run(Work, Stop, HashLane.Of(101)))];
        await TestTimeout.Until(() => Volatile.Read(ref running) == 1, "The first did not begin.");
        Task<bool>[] guests = [.. Enumerable.Range(0, 5).Select(_ => threads.Run(Work, Stop, HashLane.Of(System.Net.IPAddress.Loopback)))];
        await TestTimeout.Until(() => Volatile.Read(ref running) == 3, "A lane that is not serial did not get all free threads.");
        gate.Set();
        Assert.All(await Task.WhenAll([.. flood, .. guests]), Assert.True);
        Assert.Equal(55, Volatile.Read(ref running));

        bool Work()
        {
            Interlocked.Increment(ref running);
            return gate.WaitOne(TestTimeout.Length);
        }
    }
}
