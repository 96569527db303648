using Azure.Core;
using Azure.Data.Tables;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Sessions.Revocation;

/// <summary>Beside instances of revisions that know one epoch for all: what they write is heeded, and what they read keeps them from remembering.</summary>
public sealed class OlderRevocationsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly CachingApps _apps = new(azurite);

    private TestApp Here => _apps.Here;

    private TestApp There => _apps.There;

    private TableClient Counters => Here.Get<Tables>().Counters;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _apps.InitializeAsync();

    public ValueTask DisposeAsync() => _apps.DisposeAsync();

    [Fact]
    public async Task Their_revocations_make_everything_forgotten_and_nothing_remembered_while_they_are_under_way()
    {
        var user = await _apps.SignedInUser();
        var underWay = new TableEntity(OlderRevocations.Partition, "under-way;123") { ["Until"] = Here.Clock.GetUtcNow().AddMinutes(2) };
        await Counters.AddEntityAsync(underWay, Stop);
        await NewEpoch();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(3, await _apps.ReadsOf(user, calls: 3));

        await Counters.DeleteEntityAsync(underWay.PartitionKey, underWay.RowKey, cancellationToken: Stop);
        await NewEpoch();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(1, await _apps.ReadsOf(user, calls: 3));
        await NewEpoch();
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(1, await _apps.ReadsOf(user, calls: 3));
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(0, await _apps.ReadsOf(user, calls: 3));
    }

    [Fact]
    public async Task One_of_theirs_that_died_is_over_after_its_time()
    {
        var user = await _apps.SignedInUser();
        await Counters.AddEntityAsync(new TableEntity(OlderRevocations.Partition, "under-way;123") { ["Until"] = Here.Clock.GetUtcNow().AddMinutes(2) }, Stop);
        There.Clock.Advance(CachingApps.Bound);
        Assert.Equal(3, await _apps.ReadsOf(user, calls: 3));
        await _apps.Pass(TimeSpan.FromMinutes(2), user.There);
        await _apps.ReadsOf(user, calls: 1);
        Assert.Equal(0, await _apps.ReadsOf(user, calls: 3));
    }

    [Fact]
    public async Task They_remember_nothing_before_a_revocation_here_and_for_hours_after_it()
    {
        var user = await _apps.SignedInUser();
        Here.Faults.FailBefore(IsTransaction);
        Assert.Equal(503, (await user.Here.Call("session/signout")).Status);
        Here.Faults.Clear();
        Assert.True(await UnderWayUntil() > Here.Clock.GetUtcNow().AddHours(2));

        // Once an hour is enough.
        Here.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(200, (await user.Here.Call("profile/set-telegram-username", "t" + user.Name)).Status);
        Assert.InRange(await UnderWayUntil(), Here.Clock.GetUtcNow().AddHours(2), Here.Clock.GetUtcNow().AddHours(2.5));
        Here.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(200, (await user.Here.Call("session/signout")).Status);
        Assert.True(await UnderWayUntil() > Here.Clock.GetUtcNow().AddHours(2.9));
    }

    [Fact]
    public async Task A_revocation_that_they_cannot_be_told_of_does_not_happen()
    {
        var user = await _apps.SignedInUser();
        Here.Faults.FailBefore(request => Faults.IsWrite(request) && Uri.UnescapeDataString(request.Uri.ToString()).Contains("under-way;", StringComparison.Ordinal));
        Assert.Equal(503, (await user.Here.Call("session/signout")).Status);
        Here.Faults.Clear();
        Assert.Equal(200, (await user.Here.Call("profile/read")).Status);
    }

    /// <summary>Until when an older instance, which asks for all rows of its partition but the epoch, takes something to be under way.</summary>
    private async Task<DateTimeOffset> UnderWayUntil()
    {
        var rows = await Counters.QueryAsync<TableEntity>(row => row.PartitionKey == OlderRevocations.Partition && row.RowKey != "epoch", cancellationToken: Stop).ToListAsync(Stop);
        return rows.Max(row => row.GetDateTimeOffset("Until") ?? default);
    }

    private async Task NewEpoch()
    {
        var row = new TableEntity(OlderRevocations.Partition, "epoch");
        row.Stamp();
        await Counters.UpsertEntityAsync(row, TableUpdateMode.Replace, Stop);
    }

    private static bool IsTransaction(Request request) => request.Uri.Path.Contains("$batch", StringComparison.Ordinal);
}
