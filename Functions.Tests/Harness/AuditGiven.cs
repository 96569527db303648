using Azure.Data.Tables;
using Serverless.Domain.Audit;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Harness;

/// <summary>Reads the audit log as it is stored.</summary>
public static class AuditGiven
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Returns the events that are stored with the changes of a user, oldest first.</summary>
    public static async Task<IReadOnlyList<AuditRow>> Stored(TestApp app, long userId)
    {
        var changes = await app.Get<AuditOutboxRows>().OfUser(userId).ToListAsync(Stop);
        return [.. changes.SelectMany(change => change.Events.Reverse()).Reverse()];
    }

    /// <summary>Returns the ids of all events in table Audit. Each must have all of its rows.</summary>
    public static async Task<IReadOnlySet<long>> Copied(TestApp app)
    {
        var rows = await app.Get<Tables>().Audit.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        var byWay = rows.GroupBy(row => row.RowKey.Split(';')[0]).ToDictionary(way => way.Key, way => way.Select(row => row.GetInt64("Id")!.Value).ToList());
        var all = byWay.GetValueOrDefault("all") ?? [];
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(all.Order(), (byWay.GetValueOrDefault("event") ?? []).Order());
        return all.ToHashSet();
    }

    /// <summary>Copies the events of an instance that crashed, as the job of another instance does later.</summary>
    public static async Task CopyMissed(TestApp app)
    {
        app.Clock.Advance(CopyMissedEvents.Stale + TimeSpan.FromMinutes(1));
        await app.Get<CopyMissedEvents>().Run(Stop);
    }
}
