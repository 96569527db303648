using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Serverless.LocalHost;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.LocalHost;

public sealed class Timers
{
    private readonly Clock _clock = new();

    [Fact]
    public async Task A_timer_runs_at_its_occurrences_and_again_after_a_failure()
    {
        await using var host = await Start<EveryMinute>("--Timer:Schedule", "0 * * * * *");
        Assert.Equal("00:01:00 next 00:01:00 past due False", await Next(host));
        Assert.Equal("00:02:00 next 00:02:00 past due False", await Next(host));
    }

    [Fact]
    public async Task A_schedule_under_a_minute_has_no_status()
    {
        await using var host = await Start<EverySecond>();
        Assert.Equal("no status True", await Next(host));
    }

    [Fact]
    public async Task A_timer_can_run_at_the_start()
    {
        await using var host = await Start<AtTheStart>();
        Assert.Equal("started", await host.Journal.Next());
    }

    [Fact]
    public async Task A_missed_occurrence_runs_once()
    {
        var directory = Directory.CreateTempSubdirectory("timers").FullName;
        string[] settings = ["--Timer:Schedule", "0 * * * * *", "--LocalHost:TimersDirectory", directory];
        await using (await Start<EveryMinute>(settings))
        {
            // Records that the next occurrence is 00:01:00; stopping waits for the loop.
        }

        _clock.Advance(TimeSpan.FromMinutes(10));
        await using (var host = await Start<EveryMinute>(settings))
        {
            Assert.Equal("00:10:30 next 00:01:00 past due True", await host.Journal.Next());
            Assert.Equal("00:11:00 next 00:11:00 past due False", await Next(host));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task An_occurrence_is_skipped_while_another_process_holds_the_lease()
    {
        var lease = new Elsewhere();
        await using var host = await SampleHost.Start(
            typeof(EverySecond), builder => builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<ITimerLease>(lease));
        var run = Next(host);
        await TestTimeout.Until(() => lease.Asked >= 3, "The timer asked for no lease.");
        Assert.False(run.IsCompleted);
        lease.IsHere = true;
        Assert.Equal("no status True", await run);
    }

    [Fact]
    public async Task A_timer_without_storage_logs_one_line()
    {
        using var log = new LogCapture();
        await using (var host = await SampleHost.Start(typeof(WithoutStorage), builder => log.AddTo(builder.Services)))
        {
            Assert.Equal("tried", await host.Journal.Next());
        }

        var entry = Assert.Single(log.Entries, entry => entry.Contains("without-storage", StringComparison.Ordinal));
        Assert.Contains("Storage does not answer for timer function without-storage; it runs again at its next occurrence: Connection refused", entry, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(AggregateException), entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_stops_while_it_acquires_the_lease_logs_no_failure()
    {
        using var log = new LogCapture();
        var lease = new Slow();
        await using (var host = await SampleHost.Start(typeof(EverySecond), builder =>
        {
            log.AddTo(builder.Services);
            builder.Services.AddSingleton<ITimerLease>(lease);
        }))
        {
            await lease.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(log.Entries, entry => entry.Contains("failed", StringComparison.Ordinal));
    }

    private Task<SampleHost> Start<T>(params string[] settings) =>
        SampleHost.Start(typeof(T), builder => builder.Services.AddSingleton<TimeProvider>(_clock), settings);

    /// <summary>Advances the clock to the time for which the host waits, and no further, until the timer has run.</summary>
    private async Task<string> Next(SampleHost host)
    {
        var next = host.Journal.Next();
        while (!next.IsCompleted)
        {
            if (_clock.Awaited - _clock.GetUtcNow() is { Ticks: > 0 } rest)
            {
                _clock.Advance(rest);
            }

            await Task.WhenAny(next, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        return await next;
    }

    /// <summary>A clock that exposes the time of the next wake-up.</summary>
    private sealed class Clock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 30, TimeSpan.Zero))
    {
        private long _awaited;

        public DateTimeOffset Awaited => new(Interlocked.Read(ref _awaited), TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Exchange(ref _awaited, dueTime > TimeSpan.Zero ? GetUtcNow().Add(dueTime).Ticks : 0);
            return timer;
        }
    }

    /// <summary>A lease that another process holds until the test releases it.</summary>
    private sealed class Elsewhere : ITimerLease
    {
        private int _asked;

        public bool IsHere { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public TimeSpan RenewEvery => Timeout.InfiniteTimeSpan;

        public Task<bool> Hold(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(IsHere);
        }

        public Task Release(CancellationToken cancellation) => Task.CompletedTask;
    }

    /// <summary>A lease that takes until the host stops.</summary>
    private sealed class Slow : ITimerLease
    {
        public TaskCompletionSource Asked { get; } = new();

        public TimeSpan RenewEvery => Timeout.InfiniteTimeSpan;

        public async Task<bool> Hold(CancellationToken cancellation)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return true;
        }

        public Task Release(CancellationToken cancellation) => Task.CompletedTask;
    }

    public sealed class EveryMinute(Journal journal, TimeProvider time)
    {
        [Function("every-minute")]
        public void Run([TimerTrigger("%Timer:Schedule%")] TimerInfo timer)
        {
            journal.Write($"{time.GetUtcNow():HH:mm:ss} next {timer.ScheduleStatus!.Next:HH:mm:ss} past due {timer.IsPastDue}");
            throw new InvalidOperationException("and yet it runs again");
        }
    }

    public sealed class EverySecond(Journal journal)
    {
        [Function("every-second")]
        public void Run([TimerTrigger("00:00:01")] TimerInfo timer) => journal.Write($"no status {timer.ScheduleStatus is null}");
    }

    public sealed class WithoutStorage(Journal journal)
    {
        [Function("without-storage")]
        public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer)
        {
            journal.Write("tried");
            throw new AggregateException("Retry failed after 2 tries.", new RequestFailedException(0, "Connection refused"), new RequestFailedException(0, "Connection refused"));
        }
    }

    public sealed class AtTheStart(Journal journal)
    {
        [Function("at-the-start")]
        public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => journal.Write("started");
    }
}
