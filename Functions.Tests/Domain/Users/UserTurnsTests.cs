using System.Diagnostics;
using Serverless.Domain.Users;
using Serverless.Storage.Outages;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests how changes of one user take turns in a process.</summary>
public sealed class UserTurnsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.9); // less than the longest wait for a turn

    private readonly UserTurns _turns = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_of_one_user_run_one_after_another()
    {
        var first = await _turns.Take(1, Stop);
        var second = _turns.Take(1, Stop);
        Assert.False(first.HasWaited);
        Assert.False(second.IsCompleted);
        first.Dispose();
        using var turn = await second.WaitAsync(Soon, Stop);
        Assert.True(turn.HasWaited);
    }

    [Fact]
    public async Task Changes_of_different_users_do_not_wait()
    {
        using var first = await _turns.Take(1, Stop);
        using var second = await _turns.Take(2, Stop);
        Assert.False(second.HasWaited);
    }

    [Fact]
    public async Task The_wait_for_a_turn_ends_with_the_time_of_the_call()
    {
        var first = await _turns.Take(1, Stop);
        StorageBudget.Begin(TimeSpan.FromMilliseconds(50));
        var began = Stopwatch.GetTimestamp();
        using (var second = await _turns.Take(1, Stop))
        {
            Assert.True(second.HasWaited);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(30), Soon);
        }

        // The change without a turn did not end the turn of the first one.
        StorageBudget.Leave();
        var third = _turns.Take(1, Stop);
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third.WaitAsync(Soon, Stop)).Dispose();
    }
}
