using Microsoft.Extensions.Time.Testing;
using Serverless.Jobs;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Jobs;

/// <summary>Tests that one of several local hosts on one storage account runs the timers.</summary>
public sealed class TimerLeaseTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new();
    private readonly List<TimerLease> _leases = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var lease in _leases)
        {
            await lease.Release(Stop);
            lease.Dispose();
        }
    }

    [Fact]
    public async Task One_of_many_concurrent_processes_gets_the_lease()
    {
        for (var round = 0; round < 10; round++)
        {
            var leases = Enumerable.Range(0, 8).Select(_ => Lease()).ToList();
            var held = await Task.WhenAll(leases.Select(lease => Task.Run(() => lease.Hold(Stop))));
            Assert.Single(held, isHeld => isHeld);
            await leases[Array.IndexOf(held, true)].Release(Stop);
        }
    }

    [Fact]
    public async Task A_renewed_lease_is_kept_and_an_expired_one_is_lost()
    {
        var (first, second) = (Lease(), Lease());
        Assert.True(await first.Hold(Stop));
        for (var i = 0; i < 10; i++)
        {
            Assert.False(await second.Hold(Stop));
            _clock.Advance(first.RenewEvery);
            Assert.True(await first.Hold(Stop));
        }

        Assert.False(await second.Hold(Stop)); // reads the last renewal
        _clock.Advance(TimerLease.Length - TimeSpan.FromSeconds(1));
        Assert.False(await second.Hold(Stop));
        _clock.Advance(second.RenewEvery);
        Assert.True(await second.Hold(Stop));
        Assert.False(await first.Hold(Stop));
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once()
    {
        var (first, second) = (Lease(), Lease());
        Assert.True(await first.Hold(Stop));
        await first.Release(Stop);
        Assert.True(await second.Hold(Stop));
    }

    [Fact]
    public async Task A_process_whose_clock_is_far_ahead_cannot_take_the_lease()
    {
        var ahead = new FakeTimeProvider(_clock.GetUtcNow() + TimeSpan.FromDays(1));
        var (first, second) = (Lease(), Lease(ahead));
        Assert.True(await first.Hold(Stop));
        Assert.False(await second.Hold(Stop));
        ahead.Advance(TimerLease.Length / 2);
        Assert.False(await second.Hold(Stop));
    }

    [Fact]
    public async Task Between_renewals_and_checks_the_lease_costs_no_request()
    {
        var (first, second) = (Lease(), Lease());
        Assert.True(await first.Hold(Stop));
        Assert.False(await second.Hold(Stop));
        Assert.Equal(0, await app.CostOf(async () =>
        {
            Assert.True(await first.Hold(Stop));
            Assert.False(await second.Hold(Stop));
        }));
    }

    private TimerLease Lease(TimeProvider? clock = null)
    {
        var lease = new TimerLease(app.Get<LeaseRows>(), app.Get<FormState>(), clock ?? _clock);
        _leases.Add(lease);
        return lease;
    }
}
