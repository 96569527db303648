using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Domain.LastUse;
using Serverless.Domain.Users;
using Serverless.Jobs.Timers;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests that unused temporary accounts are erased, and no others.</summary>
public sealed class UnusedAccountsTests(UnusedAccountsTests.App app) : IClassFixture<UnusedAccountsTests.App>
{
    /// <summary>The product that handles no messages: their work would be counted.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite) => ReadsQueues = false;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unused_temporary_account_is_erased_after_thirty_days_and_a_used_one_stays()
    {
        var (unused, _) = await SignUp();
        var (used, client) = await SignUp();
        var (withAddress, owner) = await SignUp();
        var (withToken, programmer) = await SignUp();
        Assert.Equal(200, (await owner.Put("/user", new { email = Given.Email(Given.Name()) })).Status);
        Assert.Equal(200, (await app.Rpc.With(programmer.Token).Call("api-tokens/create", "program")).Status);
        var ordinary = (await app.FindUser(await Given.User(app.Rpc)))!.Id;

        app.Clock.Advance(TimeSpan.FromDays(29));
        await Run();
        Assert.NotNull(await Find(unused));
        Assert.Equal(200, (await client.Get("/user")).Status);
        await app.Get<WriteUses>().Flush(Stop); // as the timer does

        app.Clock.Advance(TimeSpan.FromDays(2));
        await Run();
        Assert.Null(await Find(unused));
        await app.Get<EraseUser>().Finish(unused, Stop); // as the queue does
        Assert.Empty(await Rows(unused));
        foreach (var id in new[] { used, withAddress, withToken, ordinary })
        {
            Assert.NotNull(await Find(id));
        }

        Assert.Equal(200, (await client.Get("/user")).Status);
        app.Clock.Advance(TimeSpan.FromDays(31));
        await Run();
        Assert.Null(await Find(used));
        Assert.Equal(401, (await client.Get("/user")).Status);
    }

    [Fact]
    public async Task A_session_without_a_time_of_last_use_gets_thirty_days_more()
    {
        var (id, client) = await SignUp();
        var session = Assert.Single(await app.Get<AccountStore>().ListSessions(id, Stop));
        var row = (await app.Get<Tables>().Accounts.Find(Key.Encode(id), $"session;{session.Id}", Stop))!;
        row.Remove("Used");
        await app.Get<Tables>().Accounts.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Stop);
        app.Clock.Advance(TimeSpan.FromDays(40));
        await Run();
        Assert.Equal(200, (await client.Get("/user")).Status);
        app.Clock.Advance(TimeSpan.FromDays(31));
        await Run();
        Assert.Null(await Find(id));
    }

    [Fact]
    public async Task Two_instances_erase_an_account_once_and_respect_its_use_on_either()
    {
        await using var second = new TestApp(app.Azurite) { Prefix = app.Prefix, ReadsQueues = false };
        await second.InitializeAsync();
        second.Clock.Advance(app.Clock.GetUtcNow() - second.Clock.GetUtcNow());
        var unused = (await SignUp()).Id;
        var (used, client) = await SignUp();
        Array.ForEach([app, second], one => one.Clock.Advance(TimeSpan.FromDays(20)));
        Assert.Equal(200, (await second.Rest.WithPrivateToken(client.Token).Get("/user")).Status);
        await second.Get<WriteUses>().Flush(Stop);
        Array.ForEach([app, second], one => one.Clock.Advance(TimeSpan.FromDays(11)));
        await Task.WhenAll(new[] { app, second }.Select(one => one.Get<UnusedAccounts>().Erase(Stop)));
        Assert.Null(await Find(unused));
        Assert.NotNull(await Find(used));
        await Task.WhenAll(new[] { app, second }.Select(one => one.Get<EraseUser>().Finish(unused, Stop)));
        Assert.Empty(await Rows(unused));
    }

    [Fact]
    public async Task Without_a_configured_time_temporary_accounts_stay()
    {
        await using var patient = new TestApp(app.Azurite) { Settings = { ["SignUp:TemporaryDays"] = "0" } };
        await patient.InitializeAsync();
        var account = await patient.Rest.Post("/sign_up_temporarily");
        patient.Clock.Advance(TimeSpan.FromDays(4000));
        Assert.Equal(0, await patient.Get<UnusedAccounts>().Erase(Stop));
        Assert.NotNull(await patient.Get<AccountStore>().Read(account["id"].GetInt64(), Stop));
    }

    private async Task<(long Id, RestClient Client)> SignUp()
    {
        var account = await app.Rest.Post("/sign_up_temporarily");
        return (account["id"].GetInt64(), app.Rest.WithPrivateToken(AccountGiven.Token(account)));
    }

    private Task Run() => new EraseUnusedAccounts(app.Get<UnusedAccounts>(), NullLogger<EraseUnusedAccounts>.Instance).Run(new TimerInfo(), Stop);

    private Task<User?> Find(long id) => app.Get<AccountStore>().Read(id, Stop);

    private async Task<List<string>> Rows(long id)
    {
        var partition = Key.Encode(id);
        return await app.Get<Tables>().Accounts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: Stop).Select(row => row.RowKey).ToListAsync(Stop);
    }
}
