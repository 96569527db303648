using System.Text.Json;
using Serverless.Domain.CallLog;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests the limits that methods declare, and the limit for credentials.</summary>
public sealed class MethodLimitTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly LimitedApp _app = new(azurite);

    public ValueTask InitializeAsync()
    {
        foreach (var limit in new[] { "BadCredentials", "MailFromAddress", "SignUp" })
        {
            _app.Settings[$"RateLimits:{limit}:Count"] = "3";
        }

        _app.Settings["RateLimits:MailToRecipient:Count"] = "2";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_way_to_write_a_call_counts_for_the_same_limit()
    {
        Func<RpcClient, string, Task<RpcAnswer>>[] ways =
        [
            (caller, fields) => caller.Post("/api/v1/session/signup", $"[{fields}]"),
            (caller, fields) => caller.Post("/v1/session/signup", $"[{fields}]"),
            (caller, fields) => caller.Post("/API/v1/session/signup", $"[{fields}]"),
            (caller, fields) => caller.Post("/api//v1/session//signup", $"[{fields}]"),
            (caller, fields) => caller.Post("/api/v1/session/signup?x=1", $"[{fields}]"),
            (caller, fields) => caller.Post("/api/v1/session/sign%75p", $"[{fields}]"),
            (caller, fields) => caller.Post("/api/v1/session/signup/", $"[{fields}]"),
            (caller, fields) => caller.Post("/api/v1/session/signup", fields),
            (caller, fields) => caller.Post("/api", JsonRpc(fields)),
            (caller, fields) => caller.Post("/api/v1/test/test", JsonRpc(fields)),
        ];

        // Three calls of the usual form limit each other form. The forms that the server understands count as calls themselves.
        var understood = 0;
        foreach (var way in ways)
        {
            var caller = _app.From();
            var first = await way(caller, Fields());
            understood += first.Status == 200 ? 1 : 0;
            var rest = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => caller.Post("/api/v1/session/signup", $"[{Fields()}]")));
            Assert.Equal(first.Status == 200 ? 2 : 3, rest.Count(answer => answer.Status == 200));
            var last = await way(caller, Fields());
            Assert.Equal(first.Status == 200 ? -32802 : first.Status, last.Status);
        }

        Assert.True(understood >= 8, $"Only {understood} of the ways are understood.");
    }

    [Fact]
    public async Task Calls_that_do_not_run_are_not_counted()
    {
        var caller = _app.From();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(-32804, (await caller.Get("/api/v1/session/signup")).Status); // GET
            Assert.Equal(-32808, (await caller.Call("session/signup", 1)).Status);
            using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1/session/signup");
            using var response = await caller.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(405, (int)response.StatusCode);
        }

        Assert.Equal(200, (await caller.Post("/api/v1/session/signup", $"[{Fields()}]")).Status);
    }

    [Fact]
    public async Task Email_is_limited_by_IP_address_and_by_known_or_unknown_recipient()
    {
        var known = await Given.User(_app.From(), withEmail: true);
        foreach (var name in new[] { known, Given.Name() })
        {
            Assert.Equal(200, (await _app.From().Call("session/send-password-reset-email", name)).Status);
            Assert.Equal(200, (await _app.From().Call("session/send-confirmation-email", name.ToUpperInvariant())).Status);
            AssertLimited(await _app.From().Call("session/send-password-reset-email", name), 18_000);
        }

        var caller = _app.From();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await caller.Call("session/send-confirmation-email", Given.Name())).Status);
        }

        AssertLimited(await caller.Call("session/send-password-reset-email", Given.Name()), 1200);
        _app.Clock.Advance(TimeSpan.FromSeconds(1201));
        Assert.Equal(200, (await caller.Call("session/send-password-reset-email", Given.Name())).Status);
    }

    [Fact]
    public async Task Declined_calls_are_logged_as_such_and_are_not_counted_as_requests()
    {
        var root = await Given.Root(_app);
        var caller = _app.From();
        for (var i = 0; i < 5; i++)
        {
            await caller.Post("/api/v1/session/signup", $"[{Fields()}]");
        }

        await _app.Get<FlushCalls>().Run(TestContext.Current.CancellationToken);
        var logged = (await root.Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/session/signup" } })).Data.EnumerateArray();
        Assert.Equal([-32802, -32802, 200, 200, 200], logged.Select(call => call.GetProperty("status").GetInt32()).Order());
        var load = (await root.Call("admin/api-call-log/read-latest-stat", "/v1/session/signup")).Data.GetProperty("load").EnumerateArray()
            .Where(bucket => bucket.GetProperty("total_accepted").ValueKind == JsonValueKind.Number).ToList();
        Assert.Equal((3, 2), (load.Sum(bucket => bucket.GetProperty("total_accepted").GetInt32()), load.Sum(bucket => bucket.GetProperty("total_declined").GetInt32())));
    }

    [Fact]
    public async Task Limits_invalid_credentials_and_not_valid_ones_from_the_same_IP_address()
    {
        var address = LimitedApp.NewAddress();
        var name = await Given.User(_app.From());
        var caller = _app.From(address);
        var session = await Given.Session(caller, name);
        Assert.Equal(200, (await session.Call("profile/read")).Status);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(-32801, (await caller.With("garbage" + i).Call("profile/read")).Status); // costs nothing and counts nothing
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(-32801, (await caller.With(Forged()).Call("profile/read")).Status);
        }

        var before = _app.OwnTransactions;
        AssertLimited(await caller.With(Forged()).Call("profile/read"), 1200);
        AssertLimited(await caller.With(Forged()).Call("test/test"), 1200);
        Assert.Equal(before, _app.OwnTransactions);
        Assert.Equal(200, (await session.Call("profile/read")).Status);
        Assert.Equal(200, (await caller.Call("test/test")).Status); // without a credential
        Assert.Equal(-32801, (await _app.From().With(Forged()).Call("profile/read")).Status); // from another IP address

        Assert.Equal(200, (await session.Call("session/signout")).Status);
        Assert.Equal(-32801, (await session.Call("profile/read")).Status);
        AssertLimited(await session.Call("profile/read"), 1200); // it is one of the invalid credentials now
        _app.Clock.Advance(TimeSpan.FromSeconds(1201));
        Assert.Equal(-32801, (await caller.With(Forged()).Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_client_with_a_replaced_secret_does_not_limit_those_with_the_new_one()
    {
        var address = LimitedApp.NewAddress();
        var session = await Given.Session(_app.From(), await Given.User(_app.From()));
        var created = (await session.Call("api-tokens/create", "robot")).Data;
        var forgotten = _app.From(address).With(created.GetProperty("token").GetString());
        Assert.Equal(200, (await forgotten.Call("profile/read")).Status);
        var rotated = (await session.Call("api-tokens/rotate", created.GetProperty("id").GetString())).Data;
        var client = _app.From(address).With(rotated.GetProperty("token").GetString());
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(-32801, (await forgotten.Call("profile/read")).Status);
        }

        var before = _app.OwnTransactions;
        AssertLimited(await forgotten.Call("profile/read"), 1200);
        Assert.Equal(before, _app.OwnTransactions);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
    }

    private static string Forged() => Credential.Create(CredentialKind.Session, 101, Ids.Random()).Text;

    private static string Fields() => JsonSerializer.Serialize(new { username = Given.Name(), password = Given.Password });

    private static string JsonRpc(string fields) => $$"""{"jsonrpc":"2.0","id":1,"method":"/v1/session/signup","params":[{{fields}}]}""";

    private static void AssertLimited(RpcAnswer answer, int seconds)
    {
        Assert.Equal((429, -32802), (answer.HttpStatus, answer.Status));
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, seconds - 30, seconds);
    }
}
