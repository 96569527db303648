using Serverless.Benchmarks.Simulation;

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
    public void The_more_revocations_the_fewer_credentials_are_found()
    {
        var model = SimulationGiven.Real(cacheSeconds: 60);
        var found = new[] { 10, 1_000, 100_000 }.Select(calls => CacheWork.Found(model.Of(new(calls, calls * 10)).Situation)).ToList(); // each user calls as often
        Assert.Equal(found.OrderDescending(), found);
        Assert.True(found[0] > 0.1 && found[^1] < 0.001, string.Join(' ', found));
    }

    [Fact]
    public void A_revocation_writes_four_rows_of_one_partition()
    {
        var model = SimulationGiven.Real(cacheSeconds: 60);
        var outcome = model.Of(new(1_000, 10_000), instances: 1);
        Assert.InRange(outcome.Demand.Partitions[CacheWork.Partition], 20, 22); // five a second, and one look
        Assert.DoesNotContain(CacheWork.Partition, SimulationGiven.Real().Of(new(1_000, 10_000)).Demand.Partitions.Keys);
    }
}
