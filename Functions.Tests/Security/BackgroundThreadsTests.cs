using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Security;

public sealed class BackgroundThreadsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thread_stays_for_the_next_work_and_ends_with_its_owner()
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
    public async Task What_waits_is_done_in_turn_and_before_the_end()
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
            return gate.WaitOne(Patience.Time);
        }
    }
}
