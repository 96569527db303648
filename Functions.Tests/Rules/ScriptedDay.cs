using System.Text;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Simulates a day of users, mistakes and outages. Records every secret, and everything that storage and log keep.</summary>
public sealed partial class ScriptedDay(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Confirm = "Confirm your email";
    private const string Reset = "Reset Password";

    private readonly LogCapture _log = new();
    private readonly StorageTap _storage = new();
    private readonly List<string> _secrets = [];
    private readonly List<string> _personal = [];
    private readonly List<string> _kept = [];
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private TestApp _app = null!;
    private int _passwords;

    /// <summary>Gets the passwords and tokens, which must not be in any log, table or queue.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Gets the other texts that must not be in a log: email addresses, and the values sent in any field.</summary>
    public IReadOnlyCollection<string> Personal => _personal;

    public IReadOnlyCollection<string> Log => _log.Entries;

    /// <summary>Gets everything that was ever sent to storage.</summary>
    public IReadOnlyCollection<string> SentToStorage => _storage.Sent;

    /// <summary>Gets every column of every row, and every queue message, at the end of the day.</summary>
    public IReadOnlyCollection<string> Kept => _kept;

    private RpcClient Rpc => _app.Rpc;

    public async ValueTask InitializeAsync()
    {
        _app = new TestApp(azurite) { Settings = { ["WeChat:Mode"] = "open" }, Configure = services => _log.AddTo(services.AddSingleton<HttpPipelinePolicy>(_storage)) };
        _secrets.Add(TestApp.RootPassword);
        await _app.InitializeAsync();
        await SomebodySignsUpAndForgetsHisPassword();
        await SomebodyChangesWhatHeHas();
        await SomebodyTriesToGetIn();
        await SomebodyUsesTheAccountFamily();
        await CanariesGoThroughEveryField(Rpc);
        await CanariesGoThroughEveryField(await SignIn("root", TestApp.RootPassword));
        await StorageFails();
        await Dump();
        await _app.Get<IHost>().StopAsync(TestContext.Current.CancellationToken); // shutting down writes log entries, too
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _log.Dispose();
    }

    private async Task SomebodySignsUpAndForgetsHisPassword()
    {
        var (name, email) = await SignUp(Password());
        var confirm = Secret(await Emailed(email, Confirm));
        Assert.Equal(200, (await Rpc.Call("session/confirm-email-by-token", confirm)).Status);
        Assert.Equal(404, (await Rpc.Call("session/confirm-email-by-token", confirm)).Status);
        await Rpc.Call("session/send-password-reset-email", email);
        var first = Secret(await Emailed(email, Reset));
        _app.Clock.Advance(TimeSpan.FromSeconds(2)); // emails are dated to the second, and the newer one is needed below
        await Rpc.Call("session/send-password-reset-email", name);
        var second = Secret(await Emailed(email, Reset, count: 2));
        var password = Password();
        Assert.Equal(404, (await Rpc.Call("session/set-password-by-token", first, Password())).Status);
        Assert.Equal(200, (await Rpc.Call("session/set-password-by-token", second, password)).Status);
        var client = await SignIn(email, password);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        Assert.Equal(200, (await client.Call("session/signout")).Status);
        Assert.NotEqual(200, (await client.Call("profile/read")).Status);
    }

    /// <summary>The sessions and tokens stay in storage: the dump must not show them.</summary>
    private async Task SomebodyChangesWhatHeHas()
    {
        var password = Password();
        var (name, email) = await SignUp(password);
        Secret(await Emailed(email, Confirm));
        var client = await SignIn(name, password);
        await SignIn(email, password);
        Assert.Equal(200, (await client.Call("profile/set-password", Password())).Status);
        Secret((await client.Call("profile/set-password", "")).Data.GetProperty("password").GetString()!);
        Assert.Equal(200, (await client.Call("profile/set-email", Email(Given.Name()))).Status);
        Assert.Equal(200, (await client.Call("profile/set-telegram-username", Given.Name())).Status);
        await CanariesGoThroughEveryField(client);
    }

    private async Task SomebodyTriesToGetIn()
    {
        var (name, email) = await SignUp(Password());
        foreach (var login in (string[])[name, email, Email(Given.Name())])
        {
            Assert.Equal(401, (await Rpc.Call("session/signin", new { username = login, password = Password() })).Status);
        }

        var forged = Secret(Credential.Create(CredentialKind.Session, 100, 1).Text);
        foreach (var header in (string[])["Bearer " + forged, "Basic " + Password(), Password(), forged[..40], $"Bearer {forged}, Bearer {forged}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/profile/read");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            Assert.Equal(-32801, (await Rpc.Send(request)).Status);
        }
    }

    /// <summary>Sends every method with every field, a body that ends too early, the query, and the header.</summary>
    private async Task CanariesGoThroughEveryField(RpcClient client)
    {
        foreach (var method in _app.Get<Catalogue>().All<MethodDeclaration>().Where(method => method.Id != "/v1/session/signout"))
        {
            var arguments = Arguments.Of(method.Method.GetType(), Canary).ToJsonString();
            await client.Post("/api" + method.Id + $"?password={Uri.EscapeDataString(Canary("password"))}", arguments);
            await client.Post("/api" + method.Id, arguments[..^2]);
            await client.Post("/api" + method.Id, JsonSerializer.Serialize(Canary(method.Parameters.All is [var only, ..] ? only.Name : "password")));
            await client.Post("/api", $$"""{"jsonrpc":"2.0","method":"{{method.Id}}","id":"{{Canary("id")}}","params":{{arguments}}}""");
            await client.Post(
                "/api" + method.Id,
                $"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{Canary("name")}\"\r\n\r\n{Canary("password")}\r\n--x--",
                "multipart/form-data; boundary=x");
        }
    }

    private async Task StorageFails()
    {
        var password = Password();
        var (name, email) = await SignUp(password);
        var client = await SignIn(name, password);
        foreach (var which in (Func<Azure.Core.Request, bool>[])[_ => true, Faults.IsWrite, request => request.Uri.ToString().Contains("/messages", StringComparison.Ordinal)])
        {
            _app.Faults.FailBefore(which);
            await SignUp(Password());
            await Rpc.Call("session/signin", new { username = email, password });
            await Rpc.Call("session/send-password-reset-email", email);
            await client.Call("profile/set-password", Password());
            await client.Call("profile/set-email", Email(Given.Name()));
            _app.Faults.Clear();
        }
    }

    private async Task Dump()
    {
        foreach (var table in _app.Get<Tables>().All)
        {
            await foreach (var row in table.QueryAsync<TableEntity>())
            {
                foreach (var (column, value) in row)
                {
                    _kept.Add(value is byte[] bytes ? $"{column}: {Convert.ToBase64String(bytes)} {Convert.ToHexString(bytes)} {Encoding.Latin1.GetString(bytes)}" : $"{column}: {value}");
                }
            }
        }

        foreach (var queue in (string[])[$"{_app.Prefix}-email", $"{_app.Prefix}-email-poison", $"{_app.Prefix}-erase", $"{_app.Prefix}-notifications"])
        {
            var client = _app.Get<StorageClients>().Queue(queue);
            if (await client.ExistsAsync())
            {
                _kept.AddRange((await client.PeekMessagesAsync(32)).Value.Select(message => message.Body.ToString()));
            }
        }
    }

    private async Task<(string Name, string Email)> SignUp(string password)
    {
        var name = Given.Name();
        var email = Email(name);
        await Rpc.Call("session/signup", new { username = name, password, email, telegram_name = "t" + name });
        return (name, email);
    }

    private async Task<RpcClient> SignIn(string login, string password)
    {
        var client = await Given.Session(Rpc, login, password);
        Secret(client.Token!);
        return client;
    }

    private async Task<string> Emailed(string email, string subject, int count = 1) => Mailbox.Token(await _app.Mail.Wait(email, subject, count));

    private string Password() => Secret($"swordfish {_mark} {_passwords++}");

    private string Email(string name)
    {
        var email = Given.Email(name);
        _personal.Add(email);
        return email;
    }

    private string Canary(string field)
    {
        var canary = $"canary {field} {_mark}";
        (IsSecret(field) ? _secrets : _personal).Add(canary);
        return canary;
    }

    private static bool IsSecret(string field) => field.Contains("password", StringComparison.Ordinal) || field.Contains("token", StringComparison.Ordinal);

    private string Secret(string text)
    {
        _secrets.Add(text);
        return text;
    }
}
