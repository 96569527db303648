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
    public async Task Queued_work_runs_in_order_and_before_shutdown() =>
        Assert.Equal([0, 1, 2, 3, 4], await OrderOf([0, 1, 2, 3, 4], _ => default));

    [Fact]
    public async Task Lanes_take_turns()
    {
        string[] users = ["ann", "ann", "ann", "ben", "ann", "cleo", "ben"];
        Assert.Equal(["ann", "ben", "cleo", "ann", "ben", "ann", "ann"], await OrderOf(users, user => HashLane.Of(user, isKnownDevice: true)));
    }

    [Fact]
    public async Task Groups_take_turns()
    {
        string[] devices = ["known 1", "known 2", "known 3", "known 4", "new 1", "new 2"];
        Assert.Equal(
            ["known 1", "new 1", "known 2", "new 2", "known 3", "known 4"],
            await OrderOf(devices, device => HashLane.Of(device, device.StartsWith("known", StringComparison.Ordinal))));
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

    /// <summary>
    /// Queues one piece of work for each item while the only thread is blocked, and shuts down. Returns the items in the order of their work. The thread
    /// may have taken the first item before the others arrived.
    /// </summary>
    private static async Task<IReadOnlyList<T>> OrderOf<T>(T[] items, Func<T, HashLane> laneOf)
    {
        using var gate = new ManualResetEvent(false);
        List<T> done = [];
        Task<bool>[] works;
        using (var threads = new BackgroundThreads(1))
        {
            works = [.. items.Select(item => threads.Run(() => Work(item), Stop, laneOf(item)))];
            gate.Set();
        }

        Assert.All(await Task.WhenAll(works), Assert.True);
        return done;

        bool Work(T item)
        {
            done.Add(item);
            return gate.WaitOne(TestTimeout.Length);
        }
    }
}
