using Microsoft.Extensions.Time.Testing;
using Serverless.Accounts.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Accounts.Index;

/// <summary>Who waits for others, and who does not.</summary>
public sealed class GatheringTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Gathering _gathering;
    private int _waiting = 1;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public GatheringTests() => _gathering = new(_time);

    [Fact]
    public async Task Nobody_waits_who_comes_later_than_the_pace()
    {
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(Gathering.Pace);
            Assert.False(await Waits());
        }
    }

    [Fact]
    public async Task Who_comes_alone_again_and_again_waits_once_in_a_while()
    {
        var waits = 0;
        for (var i = 0; i < 1_000; i++)
        {
            waits += await Waits() ? 1 : 0;
        }

        Assert.InRange(waits, 5, 25);
    }

    [Fact]
    public async Task Where_others_come_everybody_waits_for_the_rest_of_the_pace_even_after_a_lonely_time()
    {
        for (var i = 0; i < 1_000; i++)
        {
            await Waits();
        }

        _waiting = 2;
        for (var i = 0; !await Waits(); i++)
        {
            Assert.InRange(i, 0, 64);
        }

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Gathering.Pace / 2);
            Assert.True(await Waits());
        }
    }

    /// <summary>Whether the next one waits. Then it waits until the pace is over, and no longer.</summary>
    private async Task<bool> Waits()
    {
        var wait = _gathering.Wait(() => _waiting, Stop);
        if (wait.IsCompleted)
        {
            await wait;
            return false;
        }

        _time.Advance(Gathering.Pace);
        await wait.WaitAsync(Patience.Time, Stop);
        return true;
    }
}
