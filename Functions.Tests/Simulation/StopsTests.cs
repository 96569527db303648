using Serverless.Measuring.Simulation;

namespace Serverless.Tests.Simulation;

public sealed class StopsTests
{
    private const double FewUsers = 10_000;

    [Fact]
    public void The_first_limit_is_the_one_that_the_fewest_calls_reach()
    {
        var model = SimulationGiven.Real();
        var stops = Stops.Of(model, FewUsers);
        var first = Stops.First(stops, 1e6);
        Assert.Equal(stops.Min(stop => stop.Calls), first!.Calls);
        Assert.DoesNotContain(model.Of(new(first.Calls * 0.99, FewUsers)).Limits, limit => limit.IsReached);
        Assert.Equal(first.Limit, Assert.Single(model.Of(new(first.Calls * 1.001, FewUsers)).Limits, limit => limit.IsReached).Name);
        Assert.Null(Stops.First(stops, first.Calls * 0.99));
    }

    [Fact]
    public void Every_limit_is_where_the_model_predicts_it()
    {
        var model = SimulationGiven.Real();
        var found = Stops.Of(model, FewUsers).Where(stop => stop.Calls is > 0 and < 1e8).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, stop => Assert.InRange(model.Of(new(stop.Calls, FewUsers)).Limits.Single(limit => limit.Name == stop.Limit).Used, 1, 1.1));
    }

    [Fact]
    public void A_storage_account_of_20000_requests_stops_the_small_model_before_19000_calls()
    {
        var stop = Stops.Of(SimulationGiven.Small, FewUsers).Single(stop => stop.Limit == "requests of a storage account");
        Assert.InRange(stop.Calls, 18_700, 20_000 / 1.053); // 1,053 requests for 1,000 calls, plus background work
    }

    [Fact]
    public void With_too_many_users_a_pass_through_a_table_takes_longer_than_a_week()
    {
        var model = SimulationGiven.Small;
        var name = LimitList.Of(model.Of(new(1, 1)).Situation, new()).Single(limit => limit.Name.Contains("repair-names", StringComparison.Ordinal)).Name;
        var users = Stops.Users(model, name);
        Assert.InRange(users, 4_190_000, 4_210_000); // two rows each, 10,000 rows a second, two minutes a day
        Assert.Equal(0, Stops.Of(model, users * 1.01).Single(stop => stop.Limit == name).Calls);
    }

    [Fact]
    public void The_model_states_how_many_storage_accounts_are_needed()
    {
        Assert.Equal(0, AccountSplit.Of(SimulationGiven.Small.Of(new(10_000, FewUsers))).UserAccounts);
        var outcome = SimulationGiven.Small.Of(new(100_000, FewUsers));
        var split = AccountSplit.Of(outcome);
        Assert.Equal(outcome.Demand.Requests, split.SharedRequests + (split.UserAccounts * split.RequestsOfEach), 3);
        Assert.InRange(split.RequestsOfEach, 1, 16_000);
        Assert.True(split.RequestsOfEach * split.UserAccounts / (split.UserAccounts - 1) > 16_000, "One account fewer would do.");
    }
}
