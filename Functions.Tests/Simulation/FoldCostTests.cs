using Serverless.Measuring.Simulation;

namespace Serverless.Tests.Simulation;

public sealed class FoldCostTests
{
    private const int Digits = 6;

    [Fact]
    public void One_sign_up_into_an_empty_tree_costs_a_query_a_root_a_batch_and_a_deletion() =>
        Assert.Equal(4, FoldCost.Of(new(SignUps: 1, Changes: 0, Partitions: 1, Seen: 1, Users: 0, Instances: 1), SimulationGiven.Footprint, new()).Requests, Digits);

    [Fact]
    public void One_sign_up_into_a_large_tree_also_reads_a_leaf() =>
        Assert.Equal(5, FoldCost.Of(new(SignUps: 1, Changes: 0, Partitions: 1, Seen: 1, Users: 10_000, Instances: 1), SimulationGiven.Footprint, new()).Requests, Digits);

    [Fact]
    public void A_batch_holds_no_more_rows_than_a_transaction()
    {
        // 200 changes affect nearly as many of 100,000 leaves, each in its own subtree: their rows need several batches.
        var tree = TreeCost.Of(SimulationGiven.Footprint.Trees[0], new(SignUps: 0, Changes: 200, Partitions: 4, Seen: 200, Users: 14_000_000, Instances: 1), SimulationGiven.Footprint, new());
        var nodes = Math.Floor(tree.Requests - 1);
        Assert.InRange(nodes, 300, 345); // 200 leaves, 106 of 143 nodes above them, four batches
    }

    [Fact]
    public void Entries_of_new_users_that_sort_last_share_a_leaf()
    {
        var atEnd = SimulationGiven.Footprint.Trees[0] with { ScatteredOfSignUp = 0, Ends = 1 };
        FoldShape shape = new(SignUps: 10, Changes: 0, Partitions: 4, Seen: 10, Users: 100_000, Instances: 1);
        Assert.Equal(1 + 1 + 1, TreeCost.Of(atEnd, shape, SimulationGiven.Footprint, new()).Requests, Digits); // root, leaf, batch
    }

    [Fact]
    public void Other_instances_cost_a_read_for_each_of_their_last_records_and_a_root()
    {
        FoldShape alone = new(SignUps: 10, Changes: 0, Partitions: 4, Seen: 10, Users: 0, Instances: 1);
        var (one, four) = (FoldCost.Of(alone, SimulationGiven.Footprint, new()), FoldCost.Of(alone with { Instances = 4 }, SimulationGiven.Footprint, new()));
        Assert.Equal(3 + 0.75, four.Requests - one.Requests, Digits);
    }

    [Fact]
    public void Many_records_are_read_shard_by_shard()
    {
        Assert.Equal(1, FoldCost.Queries(500));
        Assert.Equal(4, FoldCost.Queries(501));
        Assert.Equal(8, FoldCost.Queries(4_001));
    }

    [Fact]
    public void The_entries_of_the_product_itself_are_counted()
    {
        var trees = Footprint.Measure().Trees.ToDictionary(tree => tree.Name, StringComparer.Ordinal);
        Assert.Equal(11, trees.Count);
        Assert.Equal((1.0, 1.0), (trees["Id"].EntriesOfUser, trees["Id"].WritesOfSignUp));
        Assert.Equal((0.0, 1.0), (trees["Id"].ScatteredOfSignUp, trees["Id"].Ends)); // new users sort last
        Assert.InRange(trees["Name"].ScatteredOfSignUp, 0.95, 1);
        // Every entry contains the listing, so a new Telegram name changes all of them, and adds its own suffixes.
        Assert.Equal(1, trees["Name"].WritesOfChange);
        var texts = trees.Values.Where(tree => tree.Name.StartsWith("Text", StringComparison.Ordinal)).ToList();
        Assert.True(texts.Sum(tree => tree.WritesOfChange) > texts.Sum(tree => tree.WritesOfSignUp));
        Assert.All(texts, tree => Assert.InRange(tree.ScatteredOfSignUp, 1, tree.WritesOfSignUp - 1)); // email domains are shared
    }
}
