using System.Diagnostics;
using Serverless.Measuring.Loading;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users.Index;

/// <summary>Tests that the cost of lists does not grow with the number of users.</summary>
public sealed class FlatnessTests(AzuriteFixture azurite)
{
    private static readonly (string Name, object Options)[] Calls =
    [
        .. from field in (string[])["id", "name", "created", "enabled"]
           from direction in (string[])["asc", "desc"]
           select ($"{field} {direction}", (object)new { order_by = new[] { new[] { field, direction } } }),
        ("offset", new { offset = 5_000 }),
        ("one letter", new { where = new { search = new[] { "like", "u" } } }),
        ("search", new { where = new { search = new[] { "like", "xyz" } } }),
    ];

    [Fact]
    public async Task Lists_and_searches_of_5000_users_cost_at_most_half_more_than_those_of_1000()
    {
        var few = await Measure(1_000);
        var many = await Measure(5_000);
        Assert.All(few.Zip(many), pair => Assert.True(pair.Second.Cost <= pair.First.Cost * 1.5, $"{pair.First} {pair.Second}"));
        Assert.InRange(few[^1].Cost, 3, 6); // the caller, the change records, the tree of suffixes and one or two of its leaves
    }

    /// <summary>Prints the costs. Run it by hand with <c>-explicit only</c>.</summary>
    [Theory(Explicit = true)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task Measures_the_costs_at_a_number_of_users(int users)
    {
        foreach (var (name, cost, time) in await Measure(users))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{users} {name}: {cost} transactions, {time.TotalMilliseconds:0} ms");
        }
    }

    private async Task<List<(string Name, long Cost, TimeSpan Time)>> Measure(int users)
    {
        await using var app = new QuietApp(azurite);
        await app.InitializeAsync();
        await IndexLoader.Load(app.Get<Tables>(), IndexLoader.Users(users), TestContext.Current.CancellationToken);
        var root = await Given.Root(app);
        var costs = new List<(string Name, long Cost, TimeSpan Time)>();
        foreach (var (name, options) in Calls)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), app.OwnTransactions);
            var answer = await root.Call("admin/users/read", options);
            costs.Add((name, app.OwnTransactions - before, Stopwatch.GetElapsedTime(start)));
            Assert.True(answer.Status == 200, answer.ToString());
            Assert.Equal(name switch { "search" => 20, "offset" when users <= 5_000 => 0, _ => 100 }, answer.Data.ValueKind == System.Text.Json.JsonValueKind.Null ? 0 : answer.Data.GetArrayLength());
        }

        return costs;
    }
}
