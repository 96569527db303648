using Serverless.Measuring.Costs;
using Serverless.Measuring.Simulation;

namespace Serverless.Tests.Simulation;

public sealed class ModelTests
{
    private const int Digits = 6;

    [Fact]
    public void Computes_a_small_case_as_by_hand()
    {
        var outcome = SimulationGiven.Small.Of(new(1_000, 1_000), instances: 1);
        Assert.Equal(1_053, outcome.Demand.Of(CallWork.Calls), Digits);
        Assert.Equal(2 / 60.0, outcome.Demand.Of(CallWork.UserIds), Digits); // one sign-up a second, two requests for the ids of a minute
        Assert.Equal(0.4, outcome.Demand.Of(LogWork.Log), Digits); // in five seconds one batch of calls by time and one by number
        Assert.Equal(60 / Situation.SecondsOfMonth, outcome.Demand.Of(TimerWork.Timers), Digits);
        Assert.Equal(1 / 30.0, outcome.Demand.IndexMessages, Digits); // two changes a second, one message in half a minute
        Assert.Equal(0.1 + (TimerCosts.Queues / 60.0), outcome.Demand.QueueRequests, Digits);
        Assert.Equal(0.5 * (1 + (10 / 30.0)), outcome.Demand.Partitions[IndexWork.RecordPartition], Digits); // two changes a second in four shards, read while new
    }

    [Fact]
    public void Computes_the_bill_of_a_small_case_as_by_hand()
    {
        var bill = SimulationGiven.Small.Of(new(1_000, 1_000), instances: 1).Bill;
        var (executions, time) = (((1_000 * 2_592_000m) - 250_000) * 0.4m / 1_000_000, ((2_592_000 * 2) - 100_000) * 0.000026m);
        Assert.InRange(bill.Functions, executions + time, executions + time + 0.1m); // plus those of timers and folds
        Assert.InRange(bill.Requests, 1_053 * 2_592_000m * 0.00036m / 10_000, 1_055 * 2_592_000m * 0.00036m / 10_000);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    public void Twice_the_calls_send_twice_the_requests(double calls)
    {
        var (once, twice) = (SimulationGiven.Small.Of(new(calls, 1_000_000)).Demand, SimulationGiven.Small.Of(new(2 * calls, 1_000_000)).Demand);
        Assert.Equal(2, twice.Of(CallWork.Calls) / once.Of(CallWork.Calls), Digits);
        Assert.InRange(twice.Of(CallWork.UserIds) / once.Of(CallWork.UserIds), 1, 2); // blocks of ids grow, too
        Assert.InRange(twice.Requests / once.Requests, 1.9, 2.1);
    }

    [Fact]
    public void More_calls_never_need_fewer_instances()
    {
        var instances = Enumerable.Range(0, 100).Select(step => SimulationGiven.Small.Instances(new(step * 100, 1_000))).ToList();
        Assert.Equal(instances.Order(), instances);
        Assert.Equal(1, instances[0]);
        Assert.True(instances[^1] > 1);
    }

    [Fact]
    public void Timers_over_whole_tables_cost_more_with_more_users_until_a_run_is_full()
    {
        var (few, many) = (SimulationGiven.Small.Of(new(1, 1_000)).Demand, SimulationGiven.Small.Of(new(1, 10_000_000)).Demand);
        // A request searches for 5 of the 120 seconds of a run. The first request of each of 30 runs is counted.
        Assert.Equal((24 - 1) * 30 / Situation.SecondsOfMonth, many.Of(TimerWork.Timers) - few.Of(TimerWork.Timers), Digits);
    }

    [Fact]
    public void The_costs_of_the_mix_equal_those_of_the_page()
    {
        var page = CountedCosts.Read();
        Assert.All(CallMix.All, call => Assert.True(page.Of(call.Operation) > 0, call.Operation));
        Assert.Equal(1, CallMix.All.Sum(call => call.Share), Digits);
        Assert.All(TimerWork.Scans, scan => Assert.True(page.RunsOf(scan.Timer) > 0, scan.Timer));
        Assert.Equal(TimerCosts.SchedulesInAzure().Count, page.Timers.Count(timer => timer.Name.StartsWith("roll-up-", StringComparison.Ordinal) && timer.RunsAMonth == 30 * 24 * 6));
    }

    [Fact]
    public void Refuses_a_page_without_the_tables_or_the_row()
    {
        Assert.Throws<InvalidOperationException>(() => CountedCosts.Parse("# What it costs\n"));
        Assert.Throws<InvalidOperationException>(() => CountedCosts.Read().Of("/v1/session/knock"));
    }

    [Fact]
    public void A_model_that_deviates_by_more_than_the_bound_is_not_close()
    {
        Assert.True(new Comparison("requests", 114, 100).IsClose);
        Assert.True(new Comparison("requests", 86, 100).IsClose);
        Assert.False(new Comparison("requests", 116, 100).IsClose);
        Assert.False(new Comparison("requests", 84, 100).IsClose);
    }
}
