using System.Text.Json;
using Serverless.Domain.CallLog;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Operator.Demo;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Operator;

/// <summary>Tests <c>--demo</c>, which fills an empty local installation.</summary>
[Trait("Category", "BlackBox")]
public sealed class DemoTests(AzuriteFixture azurite)
{
    private const string Account = "DefaultEndpointsProtocol=https;AccountName=example;AccountKey=bm90IGEga2V5;EndpointSuffix=core.windows.net";

    private readonly string _prefix = TestApp.NewPrefix();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fills_empty_storage_goes_on_after_a_kill_and_lists_and_statistics_are_right()
    {
        await RunUntil("Users: 60 of 240");
        await RunUntil("Calls: 2 of 7 days");
        var (exitCode, output) = await Run();
        Assert.True(exitCode == 0, output);
        Assert.Contains("The demo data is complete.", output, StringComparison.Ordinal);
        Assert.Contains("Then open http://127.0.0.1:7071/console/ in a browser, and sign in as root with", output, StringComparison.Ordinal);

        await using var app = new TestApp(azurite) { Prefix = _prefix, ReadsQueues = false };
        await app.InitializeAsync();
        var demo = (await app.Get<DemoRows>().Find(Stop))!;
        await CheckUsers(app, demo);
        await CheckCalls(app, demo);

        // Another run changes nothing.
        (exitCode, output) = await Run();
        Assert.Equal(0, exitCode);
        Assert.Contains("The demo data is there already.", output, StringComparison.Ordinal);
        Assert.Equal(DemoPeople.Count, (await Users(app)).Count);

        await Invariants.Repair(app);
        await IndexModel.AssertIsCurrent(app);
        await IndexModel.AssertIsFolded(app);
        foreach (var person in DemoPeople.All())
        {
            Assert.Equal(person.Name, (await app.FindUser(person.Email ?? person.Name))?.Name);
        }
    }

    [Fact]
    public async Task Refuses_an_installation_with_users_and_changes_nothing()
    {
        await using var app = new TestApp(azurite) { Prefix = _prefix };
        await app.InitializeAsync();
        await Given.User(app.Rpc);
        var (exitCode, output) = await Run();
        Assert.Equal(1, exitCode);
        Assert.StartsWith("--demo was not carried out. This installation has users.", output, StringComparison.Ordinal);
        Assert.Single(await Users(app));
    }

    [Fact]
    public async Task Refuses_a_storage_account()
    {
        var (exitCode, output) = await ProductProcess.RunToEnd("--demo", $"--AzureWebJobsStorage={Account}");
        Assert.Equal(1, exitCode);
        Assert.Contains("AzureWebJobsStorage names a storage account", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_every_environment_but_that_of_developers()
    {
        var (exitCode, output) = await ProductProcess.RunToEnd(new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" }, ["--demo", .. TestApp.Storage(azurite, _prefix)]);
        Assert.Equal(1, exitCode);
        Assert.Contains("It is for the environment Development, and this is Production.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_are_generated_and_valid()
    {
        var people = DemoPeople.All();
        Assert.Equal(people.Count, people.Select(person => person.Name).Distinct().Count());
        Assert.All(people, person => Assert.Null(UserName.Refuse(person.Name)));
        Assert.All(people.Where(person => person.Email is not null), person =>
        {
            Assert.True(EmailAddress.IsValid(person.Email!), person.Email);
            Assert.Matches(@"[@.]example\.(com|org|net)$", person.Email);
        });
        Assert.All(people.SelectMany(person => person.Visits), visit => Assert.Matches(@"^(192\.0\.2|198\.51\.100|203\.0\.113)\.", visit.Ip)); // for documentation
    }

    private static async Task CheckUsers(TestApp app, DemoRow demo)
    {
        var users = await Users(app);
        var people = DemoPeople.All();
        Assert.Equal(people.Select(person => person.Name).Order(), users.Select(user => user.Name).Order());
        Assert.Equal(people.Sum(person => person.Visits.Count), users.Sum(user => user.Sessions.Length));
        Assert.Equal(people.Sum(person => person.Tokens.Count), users.Sum(user => user.Tokens.Length));
        Assert.Equal(people.Count(person => person.HasTotp), users.Count(user => user.HasTotp));
        Assert.All(users, user => Assert.Null(user.PasswordHash));

        var root = await Root(app);
        var list = await root.Call("admin/users/read", new { order_by = new[] { new[] { "created", "desc" } }, limit = 10 });
        Assert.Equal($"{people.Count}", list.Envelope.GetProperty("result").GetProperty("meta").GetProperty("total").GetString());
        Assert.Equal(demo.Begun - people[^1].Age, list.Data[0].GetProperty("created").GetDateTimeOffset(), TimeSpan.FromSeconds(1));
        // Each user has the event of their creation, at its time, also those whose run was killed.
        var pseudonyms = users.Select(user => user.Pseudonym).ToHashSet();
        var created = await Events(app, "user.created").Where(one => pseudonyms.Contains(one.Subject)).ToListAsync(Stop);
        Assert.Equal(users.Count, created.Count);
        Assert.All(created, one => Assert.True(one.Date < demo.Begun.AddMinutes(1)));
        Assert.Equal(people.Sum(person => person.Visits.Count), await Events(app, "session.sign_in").CountAsync(one => pseudonyms.Contains(one.Subject), Stop));
    }

    private static async Task CheckCalls(TestApp app, DemoRow demo)
    {
        var traffic = new DemoTraffic(demo.Begun, [new(2, demo.Begun.AddYears(-1))]); // how many there are does not depend on the callers
        var expected = DemoCalls.All(traffic, demo.Begun).CountBy(call => call.MethodId).ToDictionary(StringComparer.Ordinal);
        Assert.Subset(app.Get<LoggedOperations>().Ids.ToHashSet(), expected.Keys.ToHashSet());
        Assert.InRange(expected.Values.Sum(), 30_000, 200_000);

        var counts = await app.Get<CallSeries>().ReadHistory(Stop);
        Assert.Equal(
            expected.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"),
            counts.Methods.Where(expected.ContainsKey).Order(StringComparer.Ordinal).Select(method => $"{method} {counts.Of(method).Values.Sum(count => count.Started)}"));
        var root = await Root(app);
        var log = await root.Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/profile/read" } });
        Assert.Contains(log.Data.EnumerateArray(), call => call.GetProperty("user_id").ValueKind == JsonValueKind.String);
    }

    private static async Task<IReadOnlyList<User>> Users(TestApp app) =>
        await app.Get<AccountRows>().AllUsers(Stop).Select(row => row.ToUser()).Where(user => !user.IsRoot).ToListAsync(Stop);

    private static IAsyncEnumerable<AuditRow> Events(TestApp app, string name) => Enumerable.Range(0, AuditRows.Shards).ToAsyncEnumerable()
        .SelectMany(async (shard, stop) => (IEnumerable<AuditRow>)await app.Get<AuditRows>().Read(shard, AuditRows.OfEvent(name), from: null, to: null, limit: 1_000, stop));

    private static async Task<RpcClient> Root(TestApp app) => await Given.Session(app.Rpc, "root", TestApp.RootPassword);

    private Task<(int ExitCode, string Output)> Run() => ProductProcess.RunToEnd(Arguments);

    private string[] Arguments => ["--demo", $"--Root:Password={TestApp.RootPassword}", .. TestApp.Storage(azurite, _prefix)];

    /// <summary>Kills the command when it has printed a text.</summary>
    private async Task RunUntil(string text)
    {
        await using var run = ProductProcess.LaunchCommand(Arguments);
        await TestTimeout.Until(() => run.Output.Contains(text, StringComparison.Ordinal), $"The command did not print \"{text}\".\n{run.Output}");
        await run.Kill();
        Assert.DoesNotContain("complete", run.Output, StringComparison.Ordinal);
    }
}
