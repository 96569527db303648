using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Passwords;

/// <summary>Tests the check of new passwords against known data breaches, with a local service in place of the public one.</summary>
public sealed class BreachedPasswordTests(BreachedPasswordTests.CheckingApp app) : IClassFixture<BreachedPasswordTests.CheckingApp>, IDisposable
{
    /// <summary>The product with <c>Password__BreachCheck</c>, and the service that it asks.</summary>
    public sealed class CheckingApp(AzuriteFixture azurite) : TestApp(azurite)
    {
        public BreachService Service { get; } = new();

        public Lines Log { get; } = new();

        public override async ValueTask InitializeAsync()
        {
            await Service.Start();
            Settings["Password:BreachCheck"] = "refuse";
            Settings["Password:BreachUrl"] = Service.Url;
            Settings["SignUp:SendConfirmation"] = "false";
            Configure = services => services.AddSingleton<ILoggerProvider>(Log);
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Service.DisposeAsync();
        }
    }

    /// <summary>Keeps the log messages about passwords that were not checked.</summary>
    public sealed class Lines : ILoggerProvider, ILogger
    {
        private const int Unchecked = 341;

        public System.Collections.Concurrent.ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == Unchecked)
            {
                All.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }

    private const string Leaked = "a leaked and winding road";

    private BreachService Service => app.Service;

    public void Dispose()
    {
        (Service.Status, Service.Delay, Service.ListsPadding) = (200, TimeSpan.Zero, false);
        Service.Breached.Clear();
    }

    [Fact]
    public async Task The_RPC_family_refuses_a_breached_password_wherever_one_is_set()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var root = await Given.Root(app);
        await app.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        Service.Breached.Add(Leaked);
        RpcAnswer[] answers =
        [
            await app.Rpc.Call("session/signup", new { username = Given.Name(), password = Leaked }),
            await client.Call("profile/set-password", Leaked),
            await app.Rpc.Call("session/set-password-by-token", token, Leaked),
            await root.Call("admin/users/create", new { username = Given.Name(), password = Leaked }),
            await root.Call("admin/users/set-password", name, Leaked),
            await root.Call("admin/users/set-username", name, Given.Name(), Leaked),
        ];
        Assert.All(answers, answer => Assert.Equal((400, 400, "password_breached", "Password appears in a known data breach"), (answer.HttpStatus, answer.Status, answer.Reason, answer.Text)));

        // Nothing changed, and the token of the email still works.
        await Given.Session(app.Rpc, name);
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", token, "another winding road")).Status);
    }

    [Fact]
    public async Task The_session_family_refuses_a_breached_password_at_sign_up()
    {
        Service.Breached.Add(Leaked);
        var name = Given.Name();
        var reply = await app.Rest.Post("/api/user", new { username = name, email = Given.Email(name), password = Leaked, repeatPassword = Leaked });
        Assert.Equal((400, """{"code":"BREACHED_PASSWORD_ERROR","message":"Breached Password"}"""), (reply.Status, reply.Body));
        Assert.Null(await app.FindUser(name));
    }

    [Fact]
    public async Task The_account_family_refuses_a_breached_password_at_sign_up_and_in_a_change()
    {
        var (_, client) = await AccountGiven.User(app.Rest);
        Service.Breached.Add(Leaked);
        var signUp = await app.Rest.Post("/api/v2/sign_up", AccountGiven.Form(Given.Name(), Leaked));
        var change = await client.Put("/api/v2/user/password", new { current_password = Given.Password, password = Leaked, password_confirmation = Leaked });
        Assert.All([signUp, change], reply => Assert.Equal((422, """{"errors":"密码已在数据泄露中出现，请换一个密码"}"""), (reply.Status, reply.Body)));
    }

    [Fact]
    public async Task A_password_that_is_not_listed_is_accepted()
    {
        Service.Breached.Add(Leaked);
        await Given.User(app.Rpc);
    }

    [Fact]
    public async Task A_padding_entry_is_not_a_breach()
    {
        Service.Breached.Add(Leaked);
        Service.ListsPadding = true;
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), password = Leaked })).Status);
    }

    [Fact]
    public async Task Nothing_but_five_hexadecimal_digits_leaves()
    {
        Service.Breached.Add(Leaked);
        Service.Requests.Clear();
        await app.Rpc.Call("session/signup", new { username = Given.Name(), password = Leaked });
        Assert.Equal($"GET /range/{BreachService.HashOf(Leaked)[..5]} [Add-Padding: true, User-Agent: Serverless] ", Assert.Single(Service.Requests));
    }

    [Fact]
    public async Task The_password_is_asked_for_in_the_form_in_which_it_is_stored()
    {
        Service.Breached.Add("caf\u00e9 on a winding road");
        var answer = await app.Rpc.Call("session/signup", new { username = Given.Name(), password = "cafe\u0301 on a winding road" });
        Assert.Equal("password_breached", answer.Reason);
    }

    [Fact]
    public async Task A_password_that_the_policy_refuses_or_the_app_generates_is_not_asked_for()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Service.Requests.Clear();
        Assert.Equal("password_too_short", (await client.Call("profile/set-password", "short")).Reason);
        Assert.Equal(200, (await client.Call("profile/set-password", "")).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name() })).Status);
        Assert.Empty(Service.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_failing_service_does_not_prevent_setting_a_password_and_is_logged(int status)
    {
        Service.Breached.Add(Leaked);
        Service.Status = status;
        app.Log.All.Clear();
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), password = Leaked })).Status);
        var line = Assert.Single(app.Log.All);
        Assert.StartsWith("A new password was accepted without a check for breaches.", line, StringComparison.Ordinal);
        Assert.DoesNotContain(BreachService.HashOf(Leaked)[..5], line, StringComparison.Ordinal);
        var events = await (await Given.Root(app)).Call("admin/audit/read", new { where = new { @event = "password.breach_check_failed" } });
        var skipped = events.Data.GetProperty("rows")[0];
        Assert.Equal(("failure", "anonymous", "rpc"), (skipped.GetProperty("outcome").GetString(), skipped.GetProperty("actor_kind").GetString(), skipped.GetProperty("family").GetString()));
    }

    [Fact]
    public async Task A_password_that_was_not_checked_is_an_event_about_its_user_for_every_actor()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var root = await Given.Root(app);
        await app.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        Service.Status = 500;
        RpcAnswer[] answers =
        [
            await app.Rpc.Call("session/set-password-by-token", token, "a first winding road"),
            await root.Call("admin/users/set-password", name, "a second winding road"),
            await (await Given.Session(app.Rpc, name, "a second winding road")).Call("profile/set-password", "a third winding road"),
            await root.Call("admin/users/create", new { username = Given.Name(), password = "a fourth winding road" }),
        ];
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var id = (await app.FindUser(name))!.Id.ToString(CultureInfo.InvariantCulture);
        var rows = (await root.Call("admin/audit/read", new { where = new { @event = "password.breach_check_failed" } })).Data.GetProperty("rows").EnumerateArray().Take(4).Reverse();
        Assert.Equal(
            [(id, "anonymous"), (id, "session"), (id, "session"), (null, "session")],
            rows.Select(row => (row.GetProperty("subject_id").GetString(), row.GetProperty("actor_kind").GetString())));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_delays_the_call_by_a_second()
    {
        Service.Breached.Add(Leaked);
        Service.Delay = TimeSpan.FromSeconds(20);
        app.Log.All.Clear();
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), password = Leaked })).Status);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(15));
        Assert.EndsWith("There was no response in time.", Assert.Single(app.Log.All), StringComparison.Ordinal);
    }
}
