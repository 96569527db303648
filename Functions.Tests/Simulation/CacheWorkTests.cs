using Serverless.Measuring.Simulation;

namespace Serverless.Tests.Simulation;

public sealed class CacheWorkTests
{
    [Fact]
    public void Remembered_credentials_save_reads_while_revocations_are_rare()
    {
        Load load = new(20, 20);
        var (with, without) = (SimulationGiven.Real(cacheSeconds: 60).Of(load), SimulationGiven.Real().Of(load));
        Assert.True(with.Demand.Requests < without.Demand.Requests / 2, $"{with.Demand.Requests} {without.Demand.Requests}");
    }

    [Fact]
    public void Revocations_by_others_keep_credentials_remembered()
    {
        var model = SimulationGiven.Real(cacheSeconds: 60);
        var found = new[] { 10, 1_000, 100_000 }.Select(calls => CacheWork.Found(model.Of(new(calls, calls * 10), instances: 1).Situation)).ToList(); // each user makes the same number of calls
        Assert.All(found, share => Assert.Equal(found[0], share, 3));
        Assert.InRange(found[0], 0.1, 1);
    }

    [Fact]
    public void Revocations_are_spread_over_shards_and_read_once_a_second_by_each_instance()
    {
        var model = SimulationGiven.Real(cacheSeconds: 60);
        var outcome = model.Of(new(1_000, 10_000), instances: 2);
        // Five a second are 1.25 in a shard. A time bucket of five seconds has 6.25 of them, which two instances read.
        Assert.Equal(1.25 + (2 * 6.25), outcome.Demand.Partitions[CacheWork.Partition], 2);
        Assert.DoesNotContain(CacheWork.Partition, SimulationGiven.Real().Of(new(1_000, 10_000)).Demand.Partitions.Keys);
    }
}
