using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Storage.Forms;

/// <summary>Tests the framework of migrations with its own steps: crashes after every write, several instances, an announcement to older instances.</summary>
public sealed class MigrateTests(AzuriteFixture azurite)
{
    private const int Rows = 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Cuts => [.. Enumerable.Range(0, 14)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task The_next_instance_finishes_a_migration_that_crashes_after_any_write(int writes)
    {
        var prefix = await OldData();
        var clock = new TestClock();
        using var first = new LogInstance(azurite, prefix, clock);
        first.Faults.DieAfterWrites(writes);
        var completed = false;
        try
        {
            completed = await Migration(first, clock).Run(Unversioned, Stop);
        }
        catch (ProcessDiedException)
        {
        }

        using var second = new LogInstance(azurite, prefix, clock);
        var (rows, next) = (new FormRows(second.Tables), Migration(second, clock));
        if (!completed && await rows.Read(Stop) is { MovingTo: not null } cut)
        {
            Assert.False(await next.Run(cut, Stop)); // the lease of the first has not expired
        }

        clock.Advance(MigrationProgress.Lease);
        while (await rows.Read(Stop) is var row && row is not { Form: DataForm.Current })
        {
            Assert.True(await next.Run(row ?? Unversioned, Stop));
        }

        await IsMigrated(second);
    }

    [Fact]
    public async Task One_of_several_instances_leads_the_migration()
    {
        var prefix = await OldData();
        var clock = new TestClock();
        var instances = Enumerable.Range(0, 4).Select(_ => new LogInstance(azurite, prefix, clock)).ToList();
        var outcomes = await Task.WhenAll(instances.Select(instance => Migration(instance, clock).Run(Unversioned, Stop)));
        Assert.Single(outcomes, led => led);
        await IsMigrated(instances[0]);
        instances.ForEach(instance => instance.Dispose());
    }

    [Fact]
    public async Task A_leader_stops_when_another_instance_has_taken_over()
    {
        var prefix = await OldData();
        var clock = new TestClock();
        using var slow = new LogInstance(azurite, prefix, clock);
        using var fast = new LogInstance(azurite, prefix, clock);
        var write = slow.Faults.Hold(request => Faults.IsWrite(request) && request.Uri.ToString().Contains("Names", StringComparison.Ordinal));
        var stuck = Migration(slow, clock).Run(Unversioned, Stop);
        var rows = new FormRows(fast.Tables);
        await TestTimeout.Until(async () => await rows.Read(Stop) is { Leader: not null }, "The first did not begin.");
        clock.Advance(MigrationProgress.Lease);
        Assert.True(await Migration(fast, clock).Run((await rows.Read(Stop))!, Stop));
        write.Release();
        Assert.False(await stuck);
        await IsMigrated(fast);
    }

    [Fact]
    public async Task Instances_of_an_older_version_are_notified_before_the_first_step()
    {
        var prefix = await OldData();
        var clock = new TestClock();
        using var instance = new LogInstance(azurite, prefix, clock);
        var rows = new FormRows(instance.Tables);
        // Data of a hypothetical form between the two. Its instances check the version row.
        var old = (await rows.TryWrite(new FormRow { Form = 0, Product = "0.1.0", Written = default }, Stop))!;
        var migrate = Migration(instance, clock);
        Assert.False(await migrate.Run(old, Stop));
        Assert.Equal((0, DataForm.Current), ((await rows.Read(Stop))!.Form, (await rows.Read(Stop))!.MovingTo));
        Assert.Equal(Rows, await Old(instance));
        clock.Advance(Migrate.Notice);
        Assert.True(await migrate.Run((await rows.Read(Stop))!, Stop));
        await IsMigrated(instance);
    }

    [Fact]
    public async Task The_log_shows_the_progress()
    {
        using var log = new LogCapture();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var clock = new TestClock();
        using var instance = new LogInstance(azurite, await OldData(), clock);
        Assert.True(await Migration(instance, clock, factory.CreateLogger<Migrate>(), () => clock.Advance(TimeSpan.FromSeconds(20))).Run(Unversioned, Stop));
        foreach (var text in (string[])[$"Migration step first, to form {DataForm.Current}, begins.", "Migration step first: 1 rows so far.", "Migration step first is complete: 4 rows.", $"was migrated from form 1 to form {DataForm.Current}"])
        {
            Assert.Contains(log.Entries, entry => entry.Contains(text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Calls_are_served_as_soon_as_all_remaining_steps_allow_it()
    {
        using var instance = new LogInstance(azurite, await OldData(), new TestClock());
        var (state, served) = (new FormState(), new List<bool>());
        var migrate = new Migrate(
            new FormRows(instance.Tables),
            [Step("first", 1), Step("second", 2, allowsServing: true)],
            state,
            new TestClock(),
            NullLogger<Migrate>.Instance);
        Assert.True(await migrate.Run(Unversioned, Stop));
        Assert.Equal([.. Enumerable.Repeat(false, Rows), .. Enumerable.Repeat(true, Rows)], served);
        await IsMigrated(instance);

        Increment Step(string name, int form, bool allowsServing = false) => new(name, instance.Tables.Names, form, () => served.Add(state.IsOpen), allowsServing);
    }

    private static FormRow Unversioned => new() { Form = DataForm.Unversioned, Product = "c2ef8d8", Written = default };

    private static Migrate Migration(LogInstance instance, TimeProvider time, ILogger<Migrate>? logger = null, Action? afterRow = null) => new(
        new FormRows(instance.Tables),
        [new Increment("first", instance.Tables.Names, 1, afterRow), new Increment("second", instance.Tables.Names, 2, null)],
        new FormState(),
        time,
        logger ?? NullLogger<Migrate>.Instance);

    private async Task<string> OldData()
    {
        var prefix = TestApp.NewPrefix();
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        await instance.Tables.Settings.CreateIfNotExistsAsync(Stop);
        await instance.Tables.Names.CreateIfNotExistsAsync(Stop);
        for (var i = 0; i < Rows; i++)
        {
            await instance.Tables.Names.AddEntityAsync(new TableEntity("p", i.ToString(CultureInfo.InvariantCulture)) { ["Form"] = 0, ["Value"] = i }, Stop);
        }

        return prefix;
    }

    private static async Task<int> Old(LogInstance instance) => await instance.Tables.Names.QueryAsync<TableEntity>("Form eq 0", cancellationToken: Stop).CountAsync(Stop);

    private static async Task IsMigrated(LogInstance instance)
    {
        var row = await new FormRows(instance.Tables).Read(Stop);
        Assert.Equal((DataForm.Current, null, null, 0), (row!.Form, row.MovingTo, row.Leader, row.Done.Length));
        var all = await instance.Tables.Names.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        // Each row passed once through each step, in order.
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (2, ((i + 1) * 10) + 2)), all.Select(entity => (entity.GetInt32("Form")!.Value, entity.GetInt32("Value")!.Value)));
    }

    /// <summary>Changes each row of the previous form, under its ETag.</summary>
    private sealed class Increment(string name, TableClient table, int form, Action? afterRow, bool allowsServing = false) : IMigrationStep
    {
        public int To => DataForm.Current;

        public string Name => name;

        public bool AllowsServing => allowsServing;

        public async Task<long> Count(CancellationToken cancellation) => await table.QueryAsync<TableEntity>($"Form eq {form - 1}", cancellationToken: cancellation).CountAsync(cancellation);

        public async Task Run(MigrationProgress progress, CancellationToken cancellation)
        {
            await foreach (var row in table.QueryAsync<TableEntity>($"Form eq {form - 1}", cancellationToken: cancellation))
            {
                row["Form"] = form;
                row["Value"] = form == 1 ? row.GetInt32("Value") + 1 : (row.GetInt32("Value") * 10) + 2;
                await table.TryUpdate(row, cancellation);
                afterRow?.Invoke();
                await progress.Report(1, cancellation);
            }
        }
    }
}
