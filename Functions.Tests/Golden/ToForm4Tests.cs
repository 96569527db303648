using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Domain.CallLog;
using Serverless.Migrations;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Golden;

/// <summary>Tests the step to form 4 of the call log alone, with a crash after every write.</summary>
public sealed class ToForm4Tests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Another_instance_finishes_the_step_after_a_crash_at_any_write() =>
        new GoldenData(azurite).AssertSurvivesEveryCrash(3, Run, HasNoUserIds, most: 50);

    [Fact]
    public async Task Batches_of_form_3_stay_as_they_are()
    {
        var (prefix, _) = await new GoldenData(azurite).Imported(3);
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        var before = await Batches(instance);
        Assert.Equal(1, before.Count(CallBatch.MayHaveUserIds)); // the late one
        Assert.True(await Run(instance, TimeProvider.System));
        var after = (await Batches(instance)).ToDictionary(row => row.Key, row => row.Version);
        Assert.Equal(before.Count, after.Count);
        Assert.All(before, row => Assert.Equal(CallBatch.MayHaveUserIds(row), row.Version != after[row.Key]));
    }

    private static async Task<bool> Run(LogInstance instance, TimeProvider clock)
    {
        var rows = new FormRows(instance.Tables);
        var row = (await rows.Read(Stop))!;
        return row.Form == DataForm.Current
            || await new Migrate(rows, [new ReplaceLateUserIds(instance.Tables, new AccountRows(instance.Tables, new TableSweep(instance.Tables, clock)))], new FormState(), clock, NullLogger<Migrate>.Instance).Run(row, Stop);
    }

    private static async Task HasNoUserIds(LogInstance instance) => Assert.All(await Batches(instance), row => Assert.False(CallBatch.MayHaveUserIds(row)));

    private static async Task<List<CallBatchRow>> Batches(LogInstance instance)
    {
        var rows = await new CallBatchRows(instance.Tables).All(100, Stop).SelectMany(part => part).ToListAsync(Stop);
        Assert.NotEmpty(rows);
        return rows;
    }
}
