using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Migrations;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Golden;

/// <summary>Tests the steps to form 3 alone, with a crash after every write.</summary>
public sealed class ToForm3Tests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Another_instance_finishes_the_steps_after_a_crash_at_any_write(int form) =>
        new GoldenData(azurite).AssertSurvivesEveryCrash(form, Run, IsMigrated, most: 500);

    [Fact]
    public async Task A_listed_session_without_a_row_does_not_stop_the_migration()
    {
        var (prefix, people) = await new GoldenData(azurite).Imported(2);
        var clock = new TestClock();
        using var instance = new LogInstance(azurite, prefix, clock);
        var session = await instance.Tables.Accounts.QueryAsync<TableEntity>($"PartitionKey eq '{people.AnnId}' and RowKey ge 'session;' and RowKey lt 'session<'", cancellationToken: Stop).FirstAsync(Stop);
        await instance.Tables.Accounts.DeleteEntityAsync(session, cancellationToken: Stop);
        Assert.True(await Run(instance, clock));
        await IsMigrated(instance);
    }

    private static async Task<bool> Run(LogInstance instance, TimeProvider clock)
    {
        var rows = new FormRows(instance.Tables);
        await instance.Tables.Changes.CreateIfNotExistsAsync(Stop); // as the start does
        var row = await rows.Read(Stop) ?? new FormRow { Form = DataForm.Unversioned, Product = "c2ef8d8", Written = default };
        var accounts = new AccountRows(instance.Tables, new TableSweep(instance.Tables, clock));
        return row.Form == DataForm.Current
            || await new Migrate(rows, [new GivePseudonyms(accounts, new PseudonymRows(instance.Tables)), new ReplaceUserIdsInLog(instance.Tables, accounts, new FormerRows(instance.Tables))], new FormState(), clock, NullLogger<Migrate>.Instance).Run(row, Stop);
    }

    /// <summary>Asserts that each user has one pseudonym in all their rows, and that no batch of calls in the log has a user id.</summary>
    private static async Task IsMigrated(LogInstance instance)
    {
        var rows = await instance.Tables.Accounts.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        var users = rows.Where(row => row.RowKey.StartsWith("user;", StringComparison.Ordinal)).Select(row => UserRow.From(row).ToUser()).ToDictionary(user => user.Id);
        Assert.Equal(Pseudonym.Root, users[User.RootId].Pseudonym);
        Assert.All(users.Values, user => Assert.Equal(user.IsErasing, user.Pseudonym == Pseudonym.Nobody));
        var pseudonyms = users.Values.Select(user => user.Pseudonym).Where(pseudonym => pseudonym != Pseudonym.Nobody).ToList();
        Assert.Equal(pseudonyms.Count, pseudonyms.Distinct().Count());
        Assert.All(
            rows.Where(row => row.RowKey.StartsWith("session;", StringComparison.Ordinal) || row.RowKey.StartsWith("token;", StringComparison.Ordinal)),
            row => Assert.Equal(users[long.Parse(row.PartitionKey, null)].Pseudonym, row.GetInt64("Pseudonym")));
        await foreach (var part in new CallBatchRows(instance.Tables).All(100, Stop))
        {
            Assert.All(part, batch => Assert.False(CallBatch.MayHaveUserIds(batch)));
        }

        var changes = await instance.Tables.Changes.QueryAsync<TableEntity>("PartitionKey ne 'changes;state'", cancellationToken: Stop).Select(ChangeRecord.From).ToListAsync(Stop);
        Assert.All(
            changes.SelectMany(change => new[] { change.Of(2).Before, change.Of(2).After }).OfType<byte[]>().Select(PackedListing.Unpack),
            listing => Assert.Equal(users.GetValueOrDefault(listing.Id)?.Pseudonym ?? Pseudonym.Nobody, listing.Pseudonym));
        // The trees of version 1 are read until those of version 2 are complete.
        Assert.All(changes.SelectMany(change => new[] { change.Of(1).Before, change.Of(1).After }).OfType<byte[]>(), state => Assert.Equal(1, state[0]));
    }
}
