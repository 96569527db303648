using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Outages;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

/// <summary>Tests that user ids are unique and that many sign-ups cost few requests.</summary>
public sealed class IdsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly List<Instance> _instances = [];
    private readonly string _prefix = TestApp.NewPrefix();
    private readonly TestClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await Start().Tables.Counters.CreateIfNotExistsAsync(Stop);

    public ValueTask DisposeAsync()
    {
        _instances.ForEach(instance => instance.Dispose());
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(2, 120)]
    [InlineData(8, 600)]
    public async Task Instances_that_start_at_once_assign_each_id_once_with_few_requests(int count, int mostRequests)
    {
        const int Each = 1000;
        while (_instances.Count < count)
        {
            Start();
        }

        var before = _instances.Sum(instance => instance.Transactions.Count);
        var all = await Task.WhenAll(_instances.Select(instance => Task.Run(async () =>
        {
            var ids = new List<long>();
            for (var i = 0; i < Each; i++)
            {
                ids.Add(await instance.Ids.NextUser(Stop));
            }

            return ids;
        })));
        var requests = _instances.Sum(instance => instance.Transactions.Count) - before;
        TestContext.Current.SendDiagnosticMessage($"{count} instances, {count * Each} ids: {requests} requests");
        var distinct = all.SelectMany(ids => ids).ToHashSet();
        Assert.Equal(count * Each, distinct.Count);
        Assert.All(all, ids => Assert.Equal(ids.Order(), ids));
        Assert.InRange(distinct.Min(), Ids.FirstUser, Ids.FirstUser);
        Assert.InRange(distinct.Max(), 1, (1L << 53) - 1);
        Assert.InRange(requests, 1, mostRequests);
    }

    [Fact]
    public async Task Blocks_grow_under_load_and_shrink_in_quiet_times()
    {
        _clock.Stop();
        var ids = _instances[0].Ids;
        var sizes = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            sizes.Add(await UseUp(ids, TimeSpan.FromSeconds(1)));
        }

        long[] expected = [20, 160, 1280, 10_240, 20_000];
        Assert.All(sizes.Zip(expected), block => AssertSize(block.Second, block.First));
        Assert.NotEqual(expected, sizes); // instances that started together do not lease together
        AssertSize(20_000, await UseUp(ids, TimeSpan.FromMinutes(40)));
        AssertSize(500, await UseUp(ids, TimeSpan.FromMinutes(1))); // a fortieth: the next block is meant to last for a minute
        AssertSize(500, await UseUp(ids, TimeSpan.FromHours(10)));
        AssertSize(20, await UseUp(ids, TimeSpan.FromSeconds(10)));
        AssertSize(120, await UseUp(ids, TimeSpan.FromSeconds(10)));

        // The time that the test itself takes makes blocks slightly smaller.
        static void AssertSize(long expected, long size) => Assert.InRange(size, expected * 24 / 25, expected * 5 / 4);
    }

    [Fact]
    public async Task A_lost_response_skips_ids_and_never_repeats_one()
    {
        var faults = _instances[0].Faults;
        faults.FailAfter(Faults.IsWrite, times: 1);
        var first = await _instances[0].Ids.NextUser(Stop);
        faults.Clear();
        var other = await Start().Ids.NextUser(Stop);
        Assert.True(other >= first + 20 || first >= other + 20, $"{first} and {other} are of one block.");
    }

    /// <summary>Assigns the ids of a block, the last of them after some time. Returns the size of the block.</summary>
    private async Task<long> UseUp(Ids ids, TimeSpan time)
    {
        var first = await ids.NextUser(Stop);
        var end = (await _instances[0].Tables.Counters.GetEntityAsync<TableEntity>("ids", "user", cancellationToken: Stop)).Value.GetInt64("Next")!.Value;
        for (var id = first; id < end - 1;)
        {
            id = await ids.NextUser(Stop);
        }

        _clock.Advance(time);
        return end - first;
    }

    private Instance Start()
    {
        var instance = new Instance(azurite, _prefix, _clock);
        _instances.Add(instance);
        return instance;
    }

    private sealed class Instance : IDisposable
    {
        private readonly StorageGates _gates = new(Options.Create(new StorageOptions()), TestApp.NoCircuit);

        public Instance(AzuriteFixture azurite, string prefix, TestClock clock)
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StorageConnection.Setting, azurite.ConnectionString)]).Build();
            Tables = new Tables(new StorageClients(configuration, _gates, [Transactions, Faults]), Options.Create(new StorageOptions { Prefix = prefix }));
            Ids = new Ids(Tables, clock);
        }

        public StorageTransactions Transactions { get; } = new();

        public Faults Faults { get; } = new();

        public Tables Tables { get; }

        public Ids Ids { get; }

        public void Dispose()
        {
            Ids.Dispose();
            _gates.Dispose();
        }
    }
}
