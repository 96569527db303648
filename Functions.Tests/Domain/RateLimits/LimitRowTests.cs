using Serverless.Domain.RateLimits;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests how calls of one instance take turns at a row.</summary>
public sealed class LimitRowTests : IDisposable
{
    private static readonly LimitState Open = new(10, 10, TimeSpan.Zero, null);
    private static readonly LimitState Closed = new(10, 0, TimeSpan.Zero, TimeSpan.FromSeconds(30));

    private readonly LimitRow _row = new("key", _ => { });
    private LimitState _state = Open;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_a_bounded_number_at_once_and_the_others_in_order()
    {
        var turns = Enumerable.Range(0, 5).Select(_ => Enter()).ToList();
        for (var done = 0; done < 5; done++)
        {
            await Task.WhenAll(turns.Take(done + 2)).WaitAsync(TimeSpan.FromSeconds(4), Stop);
            Assert.All(turns.Skip(done + 2), turn => Assert.False(turn.IsCompleted));
            _row.Leave();
        }
    }

    [Fact]
    public async Task Later_attempts_never_run_first()
    {
        _state = Open with { Remaining = 1 };
        var (first, second) = (Enter(), Enter());
        _row.Leave();
        var third = Enter(); // the second was woken and possibly does not run yet
        Assert.False(third.IsCompleted);
        await second.WaitAsync(TimeSpan.FromSeconds(4), Stop);
        _row.Leave();
        await third.WaitAsync(TimeSpan.FromSeconds(4), Stop);
        Assert.True(first.IsCompleted);
    }

    [Fact]
    public async Task Runs_no_more_attempts_than_may_fail()
    {
        _state = Open with { Remaining = 1 };
        var turns = Enumerable.Range(0, 2).Select(_ => Enter()).ToList();
        Assert.True(turns[0].IsCompleted);
        Assert.False(turns[1].IsCompleted);
        _state = Open;
        _row.Leave();
        await turns[1].WaitAsync(TimeSpan.FromSeconds(4), Stop);
    }

    [Fact]
    public async Task All_waiting_attempts_are_refused_when_the_limit_is_reached()
    {
        _state = Open with { Remaining = 1 };
        var turns = Enumerable.Range(0, 20).Select(_ => Enter()).ToList();
        _state = Closed;
        _row.Leave();
        Assert.All(await Task.WhenAll(turns.Skip(1)).WaitAsync(TimeSpan.FromSeconds(4), Stop), state => Assert.Equal(Closed, state));
    }

    [Fact]
    public async Task A_cancelled_attempt_does_not_delay_the_next_one()
    {
        _state = Open with { Remaining = 1 };
        using var gaveUp = new CancellationTokenSource();
        var turns = new[] { Enter(), Enter(gaveUp.Token), Enter() };
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turns[1]);
        Assert.False(turns[2].IsCompleted);
        _row.Leave();
        await turns[2].WaitAsync(TimeSpan.FromSeconds(4), Stop);
    }

    public void Dispose() => _row.Dispose();

    private Task<LimitState> Enter(CancellationToken? cancellation = null) => _row.Enter(_ => _state, atOnce: 2, cancellation ?? Stop);
}
