using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Harness;

public sealed class FaultsTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_that_a_queue_starts_has_no_faults_and_counts_no_writes()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        Assert.True(await app.Get<EraseUser>().Run(Actor.Nobody, user.Id, Stop));
        await app.FinishFollowUps();
        app.Faults.Clear();
        app.Faults.FailBefore(Faults.IsWrite);
        await TestTimeout.Until(async () => await app.Get<AccountRows>().FindUser(user.Id, Stop) is null, "The queue did not finish the erasure.");
        Assert.Equal(0, app.Faults.Writes);
        app.Faults.Clear();
    }

    [Fact]
    public async Task A_process_that_has_died_handles_no_message()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        app.Faults.DieAfterWrites(0);
        using (Faults.OfTrigger())
        {
            Assert.NotNull(await app.Get<AccountRows>().FindUser(user.Id, Stop));
        }

        await Assert.ThrowsAsync<ProcessDiedException>(() => app.Get<EraseUser>().Run(Actor.Nobody, user.Id, Stop));
        using (Faults.OfTrigger())
        {
            await Assert.ThrowsAsync<ProcessDiedException>(() => app.Get<AccountRows>().FindUser(user.Id, Stop));
        }

        app.Faults.Clear();
        Assert.NotNull(await app.Get<AccountRows>().FindUser(user.Id, Stop));
    }
}
