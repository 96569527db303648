using System.Globalization;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Statistics;

/// <summary>Tests <c>admin/statistics/read-daily</c> and <c>read-calls</c> over HTTP.</summary>
public sealed class ReadDailyTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Sign_ups_and_sign_ins_of_all_families_are_counted_today()
    {
        var root = await Given.Root(app);
        var before = await Today(root);
        var name = await Given.User(app.Rpc);
        var signedUp = await Today(root);
        Assert.Equal(1, signedUp.SignUps - before.SignUps);
        await Given.Session(app.Rpc, name, Given.Password);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = "wrong and long enough" })).Status);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = "nobody@example.com", password = "wrong and long enough" })).Status);
        await app.Rest.Post("/sign_in", new { login = name, password = Given.Password });
        await root.Call("session/signin"); // asks whether the caller is signed in
        var after = await Today(root);
        Assert.Equal((0, 2, 2), (after.SignUps - signedUp.SignUps, after.SignIns - signedUp.SignIns, after.Failures - signedUp.Failures));
        await root.Call("admin/users/create", new { username = Given.Name(), password = Given.Password });
        Assert.Equal(after, await Today(root)); // a user that an administrator creates is not a sign-up
    }

    [Fact]
    public async Task An_email_that_is_sent_is_counted()
    {
        var root = await Given.Root(app);
        var before = await Emails(root);
        var name = Given.Name();
        await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) });
        await app.Mail.Wait(Given.Email(name), "Confirm your email");
        await TestTimeout.Until(async () => await Emails(root) == before + 1, "The email was not counted.");
    }

    [Fact]
    public async Task There_are_thirty_days_the_last_of_which_is_today()
    {
        var days = (await (await Given.Root(app)).Call("admin/statistics/read-daily")).Data.GetProperty("rows").EnumerateArray().Select(day => day.GetProperty("date").GetString()).ToList();
        var today = DateOnly.FromDateTime(app.Clock.GetUtcNow().UtcDateTime);
        Assert.Equal(Enumerable.Range(0, 30).Select(back => today.AddDays(back - 29).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), days);
    }

    [Fact]
    public async Task Calls_are_counted_by_minute_and_by_ten_minutes()
    {
        var root = await Given.Root(app);
        for (var i = 0; i < 3; i++)
        {
            await app.Rpc.Call("profile/set-telegram-username", "x"); // refused
        }

        app.Clock.Advance(TimeSpan.FromSeconds(11)); // the latest statistics are at most ten seconds old
        foreach (var (options, spans, step) in new (object, int, int)[] { (new { method_id = "/v1/profile/set-telegram-username" }, 60, 60), (new { method_id = "/v1/profile/set-telegram-username", days = 2 }, 288, 600) })
        {
            var calls = (await root.Call("admin/statistics/read-calls", options)).Data;
            Assert.Equal((spans, step), (calls.GetProperty("total").GetArrayLength(), calls.GetProperty("step").GetInt32()));
            Assert.Equal((3, 3, 0), (Sum(calls, "total"), Sum(calls, "failed"), Sum(calls, "exceptions")));
            Assert.Equal(spans - 1, calls.GetProperty("avg_runtime").EnumerateArray().Count(one => one.ValueKind == JsonValueKind.Null));
            Assert.Equal("/v1/profile/set-telegram-username", Assert.Single(calls.GetProperty("methods").EnumerateArray()).GetProperty("id").GetString());
        }

        Assert.True(Sum((await root.Call("admin/statistics/read-calls")).Data, "total") > 3);
        Assert.Equal(0, Sum((await root.Call("admin/statistics/read-calls", new { method_id = "/v1/none" })).Data, "total"));
        foreach (var wrong in new object[] { new { days = 0 }, new { days = 31 }, new { days = "x" }, new { hours = 1 } })
        {
            Assert.Equal(-32808, (await root.Call("admin/statistics/read-calls", wrong)).Status);
        }
    }

    private static async Task<(long SignUps, long SignIns, long Failures)> Today(RpcClient root)
    {
        var today = (await root.Call("admin/statistics/read-daily")).Data.GetProperty("rows").EnumerateArray().Last();
        return (today.GetProperty("sign_ups").GetInt64(), today.GetProperty("sign_ins").GetInt64(), today.GetProperty("sign_in_failures").GetInt64());
    }

    private static async Task<long> Emails(RpcClient root) =>
        (await root.Call("admin/statistics/read-daily")).Data.GetProperty("rows").EnumerateArray().Last().GetProperty("emails_sent").GetInt64();

    private static long Sum(JsonElement calls, string column) => calls.GetProperty(column).EnumerateArray().Sum(one => one.GetInt64());
}
