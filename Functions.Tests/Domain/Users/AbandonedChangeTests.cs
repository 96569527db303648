using Azure.Core;
using Azure.Data.Tables;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>
/// Tests that a call which fails before it writes the user leaves no change record. Until such a record is so old that its call must have ended, every
/// reader of lists has to look whether the user was written.
/// </summary>
public sealed class AbandonedChangeTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestApp _app = new(azurite) { ReadsQueues = false, Settings = { ["Storage:CallSeconds"] = "1" } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TableClient Changes => _app.Get<Tables>().Changes;

    public async ValueTask InitializeAsync() => await _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public Task A_sign_up_whose_names_cannot_be_reserved() => Leaves(
        (_, name) => _app.Rpc.Call("session/signup", new { username = name, password = Given.Password }), NamesFail());

    [Fact]
    public Task A_change_whose_name_cannot_be_reserved() => Leaves((user, name) => user.Call("profile/set-telegram-username", name), NamesFail());

    [Fact]
    public async Task A_change_whose_caller_cannot_be_looked_up_again()
    {
        var (root, isRecorded) = (await Given.Root(_app), false);
        var other = await _app.FindUser(await Given.User(_app.Rpc));
        await Leaves((_, _) => root.Call("admin/users/set-enabled", $"{other!.Id}", false), request =>
        {
            isRecorded |= Faults.IsOf(request, Changes) && Faults.IsWrite(request);
            return isRecorded && Faults.IsOf(request, _app.Get<Tables>().Accounts);
        });
    }

    [Fact]
    public async Task The_record_is_deleted_after_the_outage_if_storage_refuses_its_deletion_at_first()
    {
        var before = await Records();
        var (root, refused, looks) = (await Given.Root(_app), 0, 0);
        _app.Faults.FailBefore(request =>
        {
            looks += Uri.UnescapeDataString(request.Uri.ToString()).Contains($"RowKey='{UserRow.KeyPrefix}", StringComparison.Ordinal) ? 1 : 0;
            var isDeletion = Faults.IsOf(request, Changes) && request.Method == RequestMethod.Delete;
            refused += isDeletion ? 1 : 0;
            return isDeletion || NamesFail()(request);
        });
        Assert.Equal(503, (await _app.Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password })).Status);
        await TestTimeout.Until(() => refused > 0, "The record is not deleted.");
        Assert.Equal(before.Count + 1, (await Records()).Count);
        // A list on this instance need not look for the user of this record.
        Assert.True((await root.Call("admin/users/read")).IsSuccess);
        Assert.Equal(0, looks);
        _app.Faults.Clear();
        await _app.Get<FollowUps>().Finish();
        Assert.Equal(before, await Records());
    }

    private Func<Request, bool> NamesFail() => request => Faults.IsWrite(request) && Faults.IsOf(request, _app.Get<Tables>().Names);

    /// <summary>Asserts that a call fails because of an outage, has written a change record meanwhile, and leaves none.</summary>
    private async Task Leaves(Func<RpcClient, string, Task<RpcAnswer>> call, Func<Request, bool> fails)
    {
        var (_, user) = await Given.SignedInUser(_app.Rpc);
        var before = await Records();
        var recorded = 0;
        _app.Faults.FailBefore(request =>
        {
            recorded += Faults.IsOf(request, Changes) && request.Method == RequestMethod.Post ? 1 : 0;
            return fails(request);
        });
        Assert.Equal(503, (await call(user, Given.Name())).Status);
        _app.Faults.Clear();
        await _app.Get<FollowUps>().Finish();
        Assert.Equal(1, recorded);
        Assert.Equal(before, await Records());
    }

    private async Task<List<string>> Records() =>
        await Changes.QueryAsync<TableEntity>(row => row.PartitionKey != IndexState.Partition, cancellationToken: Stop).Select(row => row.RowKey).ToListAsync(Stop);
}
