using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

/// <summary>Tests crashes, as <c>CrashTests</c> does, for the additions of this family: links, and private tokens with a row of their own.</summary>
public sealed class AccountCrashTests(WeChatApp app) : IClassFixture<WeChatApp>
{
    private const string Other = "another long and winding road";

    public static TheoryData<int> Cuts(int most) => [.. Enumerable.Range(0, most + 1)];

    [Theory]
    [MemberData(nameof(Cuts), 16)]
    public async Task Signing_up_with_an_openid_survives_a_crash_after_any_write(int writes)
    {
        var uid = Given.Name();
        var completed = await DieAfter(writes, () => app.Rest.Post("/sign_in_with/wechat", new { uid }));

        Assert.Contains((await app.Rest.Post("/sign_in_with/wechat", new { uid })).Status, (int[])[200, 409]); // 409: reserved by the call that crashed
        await Invariants.Repair(app);
        await Invariants.Hold(app);
        var user = await app.Get<Names>().FindUser(Link.Of("wechat", uid), TestContext.Current.CancellationToken);
        Assert.True(!completed || user is not null);
        var account = await app.Rest.Post("/sign_in_with/wechat", new { uid });
        Assert.Equal(200, (await app.Rest.WithPrivateToken(AccountGiven.Token(account)).Get("/user")).Status);
        Assert.True(user is null || user.Id == account["id"].GetInt64());
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 16)]
    public async Task Signing_up_survives_a_crash_after_any_write(int writes)
    {
        var form = AccountGiven.Form(Given.Name());
        await DieAfter(writes, () => app.Rest.Post("/sign_up", form));

        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Contains((await app.Rest.Post("/sign_up", form)).Status, (int[])[200, 422]);
        AccountGiven.Token(await app.Rest.Post("/sign_in", new { login = form["email"], password = Given.Password }));
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 4)]
    public async Task Signing_in_survives_a_crash_after_any_write(int writes)
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        await DieAfter(writes, () => app.Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password }));

        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Equal(200, (await client.Get("/user")).Status);
        AccountGiven.Token(await app.Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password }));
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Setting_a_password_survives_a_crash_after_any_write(int writes)
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        var login = account["username"].GetString();
        var second = app.Rest.WithPrivateToken(AccountGiven.Token(await app.Rest.Post("/sign_in", new { login, password = Given.Password })));
        var completed = await DieAfter(writes, () => client.Put("/user/password", new { current_password = Given.Password, password = Other, password_confirmation = Other }));

        // Either all changes were made or none: both tokens are valid exactly as long as the old password.
        var isDone = (await client.Get("/user")).Status != 200;
        Assert.True(!completed || isDone);
        Assert.Equal(isDone ? 401 : 200, (await second.Get("/user")).Status);
        AccountGiven.Token(await app.Rest.Post("/sign_in", new { login, password = isDone ? Other : Given.Password }));
        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Equal(isDone ? 401 : 200, (await client.Get("/user")).Status); // the repair job neither ends nor revives a session
    }

    [Theory]
    [MemberData(nameof(Cuts), 5)]
    public async Task Signing_out_survives_a_crash_after_any_write(int writes)
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        var rpc = app.Rpc.With(AccountGiven.Token(account));
        await DieAfter(writes, async () => await rpc.Call("session/signout"), answer => answer.HttpStatus);

        var isDone = (await client.Get("/user")).Status != 200;
        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Equal(isDone ? 401 : 200, (await client.Get("/user")).Status);
        Assert.Equal(isDone ? 404 : 200, (await rpc.Call("session/signout")).Status);
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task A_session_that_ends_while_it_is_created_leaves_no_row()
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        var id = account["id"].GetInt64();
        // Delayed at its last write: the one that finalises the row of the token.
        var seal = app.Faults.Hold(IsSeal, times: 1);
        var signIn = app.Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password });
        await seal.Wait();
        Assert.True(await app.Get<EraseUser>().Run(Actor.Nobody, id, TestContext.Current.CancellationToken));
        seal.Release();
        var token = AccountGiven.Token(await signIn);
        app.Faults.Clear();

        Assert.Equal((401, 401), ((await app.Rest.WithPrivateToken(token).Get("/user")).Status, (await client.Get("/user")).Status));
        await Invariants.Hold(app);

        static bool IsSeal(Azure.Core.Request request) => request.Method == Azure.Core.RequestMethod.Put && request.Uri.ToString().Contains("private", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign_up")]
    [InlineData("/sign_in")]
    [InlineData("/sign_in_with/wechat")]
    [InlineData("/sign_up_temporarily")]
    [InlineData("/user")]
    [InlineData("/user/password")]
    public async Task The_caller_does_not_notice_a_lost_response_to_any_write(string path)
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        var newcomer = Given.Name();
        object? body = path switch
        {
            "/sign_up" => AccountGiven.Form(newcomer),
            "/sign_in" => new { login = account["username"].GetString(), password = Given.Password },
            "/sign_in_with/wechat" => new { uid = newcomer },
            "/user" => new { email = Given.Email(newcomer) },
            "/user/password" => new { current_password = Given.Password, password = Other, password_confirmation = Other },
            _ => null,
        };

        // Every write of the call to a table is executed once and answered with 500 the first time.
        var seen = new HashSet<string>();
        app.Faults.FailAfter(request => Faults.IsWrite(request) && seen.Add(request.ClientRequestId));
        var answer = await client.Send(path.StartsWith("/user", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Post, path, body);
        app.Faults.Clear();

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.NotEmpty(seen);
        Assert.Equal(200, (await app.Rest.WithPrivateToken(AccountGiven.Token(answer)).Get("/user")).Status);
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task While_storage_is_unavailable_callers_are_told_when_to_retry()
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        app.Faults.FailBefore(_ => true);
        try
        {
            foreach (var answer in (RestReply[])[await client.Get("/user"), await app.Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password }), await app.Rest.Post("/sign_up_temporarily")])
            {
                Assert.Equal((503, """{"errors":"服务暂时不可用，请稍后再试"}"""), (answer.Status, answer.Body));
                Assert.NotNull(answer.Headers.RetryAfter);
            }
        }
        finally
        {
            app.Faults.Clear();
        }
    }

    private Task<bool> DieAfter(int writes, Func<Task<RestReply>> call) => DieAfter(writes, call, answer => answer.Status);

    /// <summary>Runs a call in a process that crashes after a number of writes. Returns whether the call completed nevertheless.</summary>
    private async Task<bool> DieAfter<T>(int writes, Func<Task<T>> call, Func<T, int> status)
    {
        app.Faults.DieAfterWrites(writes);
        var answer = await call();
        await app.FinishFollowUps();
        app.Faults.Clear();
        Assert.Contains(status(answer), (int[])[200, 500]);
        return status(answer) == 200;
    }
}
