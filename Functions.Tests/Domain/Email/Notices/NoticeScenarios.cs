using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email.Notices;

/// <summary>Lists the calls of all families that cause a security event, each with the subject of the email that the user gets.</summary>
internal static class NoticeScenarios
{
    public const string Password = "another long and winding road";

    public const string EmailChanged = "Your email address was changed";

    private const string PasswordChanged = "Your password was changed";
    private const string NewDevice = "Sign-in from a new device";
    private const string FactorAdded = "A second factor was added";
    private const string FactorRemoved = "A second factor was removed";
    private const string RecoveryCodeUsed = "A recovery code was used";

    /// <summary>Gets the calls by name. Each prepares what it needs, and returns the call that causes the event.</summary>
    public static IReadOnlyDictionary<string, (string Subject, Func<Scenario, Task<Func<Task<int>>>> Prepare)> All { get; } = new Dictionary<string, (string, Func<Scenario, Task<Func<Task<int>>>>)>
    {
        ["profile/set-password"] = (PasswordChanged, one => Rpc(one.Client, "profile/set-password", Password)),
        ["session/set-password-by-token"] = (PasswordChanged, async one =>
        {
            await one.App.Rpc.Call("session/send-password-reset-email", one.Name);
            var token = Mailbox.Token(await one.App.Mail.Wait(one.Email, "Reset Password"));
            return await Rpc(one.App.Rpc, "session/set-password-by-token", token, Password);
        }
        ),
        ["admin/users/set-password"] = (PasswordChanged, async one => await Rpc(await Given.Root(one.App), "admin/users/set-password", one.Id, Password)),
        ["admin/users/set-username"] = (PasswordChanged, async one => await Rpc(await Given.Root(one.App), "admin/users/set-username", one.Id, Given.Name(), Password)),
        ["PUT /user/password"] = (PasswordChanged, async one =>
        {
            var client = await one.Account();
            return async () => (await client.Put("/user/password", new { current_password = Given.Password, password = Password, password_confirmation = Password })).Status;
        }
        ),
        ["profile/set-email"] = (EmailChanged, one => Rpc(one.Client, "profile/set-email", Given.Email(Given.Name()))),
        ["profile/set-email, removed"] = (EmailChanged, one => Rpc(one.Client, "profile/set-email", (string?)null)),
        ["PUT /user"] = (EmailChanged, async one =>
        {
            var client = await one.Account();
            return async () => (await client.Put("/user", new { email = Given.Email(Given.Name()) })).Status;
        }
        ),
        ["session/signin"] = (NewDevice, one => Task.FromResult<Func<Task<int>>>(async () =>
            (await one.OtherDevice.Send(new HttpRequestMessage(HttpMethod.Post, "/api/v1/session/signin") { Content = RpcClient.Body(new { username = one.Name, password = Given.Password }) })).Status)),
        ["session/signin-passkey"] = (NewDevice, async one =>
        {
            using var authenticator = FactorApp.Authenticator();
            await FactorGiven.Passkey(one.Client, authenticator);
            var answer = await FactorGiven.Answer(one.App.Rpc, authenticator);
            return async () => (await one.OtherDevice.Call("session/signin-passkey", answer)).Status;
        }
        ),
        ["POST /api/user/session"] = (NewDevice, one => Task.FromResult<Func<Task<int>>>(async () =>
            (await one.OtherRest.Post("/api/user/session", new { user = one.Name, pass = Given.Password })).Status)),
        ["POST /sign_in"] = (NewDevice, one => Task.FromResult<Func<Task<int>>>(async () =>
            (await one.OtherRest.Post("/sign_in", new { login = one.Name, password = Given.Password })).Status)),
        ["api-tokens/create"] = ("A new API token was created", one => Rpc(one.Client, "api-tokens/create", "t")),
        ["api-tokens/rotate"] = ("An API token has a new secret", async one =>
        {
            var created = await one.Client.Call("api-tokens/create", "t");
            return await Rpc(one.Client, "api-tokens/rotate", created.Data.GetProperty("id").GetString());
        }
        ),
        ["profile/totp/confirm"] = (FactorAdded, async one =>
        {
            var created = await one.Client.Call("profile/totp/create");
            var secret = OtpNet.Base32Encoding.ToBytes(created.Data.GetProperty("secret").GetString());
            return await Rpc(one.Client, "profile/totp/confirm", FactorGiven.Code(one.App, secret));
        }
        ),
        ["profile/totp/delete"] = (FactorRemoved, async one =>
        {
            await FactorGiven.Totp(one.App, one.Client);
            return await Rpc(one.Client, "profile/totp/delete");
        }
        ),
        ["profile/passkeys/create"] = (FactorAdded, async one =>
        {
            using var authenticator = FactorApp.Authenticator();
            return await Rpc(one.Client, "profile/passkeys/create", authenticator.Create((await one.Client.Call("profile/passkeys/create-options")).Data), "key");
        }
        ),
        ["profile/passkeys/delete"] = (FactorRemoved, async one =>
        {
            using var authenticator = FactorApp.Authenticator();
            return await Rpc(one.Client, "profile/passkeys/delete", await FactorGiven.Passkey(one.Client, authenticator));
        }
        ),
        ["profile/recovery-codes/create"] = ("You have new recovery codes", async one =>
        {
            await FactorGiven.Totp(one.App, one.Client);
            return await Rpc(one.Client, "profile/recovery-codes/create");
        }
        ),
        ["session/signin-second-factor"] = (RecoveryCodeUsed, async one =>
        {
            var (_, codes) = await FactorGiven.Totp(one.App, one.Client);
            return await Rpc(one.App.Rpc, "session/signin-second-factor", await FactorGiven.Ticket(one.App.Rpc, one.Name), new { recovery_code = codes[0] });
        }
        ),
        ["POST /api/user/session, otp"] = (RecoveryCodeUsed, async one =>
        {
            var (_, codes) = await FactorGiven.Totp(one.App, one.Client);
            return async () => (await one.App.Rest.Post("/api/user/session", new { user = one.Name, pass = Given.Password, otp = codes[0] })).Status;
        }
        ),
        ["POST /sign_in, otp"] = (RecoveryCodeUsed, async one =>
        {
            var (_, codes) = await FactorGiven.Totp(one.App, one.Client);
            return async () => (await one.App.Rest.Post("/sign_in", new { login = one.Name, password = Given.Password, otp = codes[0] })).Status;
        }
        ),
        ["admin/users/reset-factors"] = ("Your second factors were removed", async one =>
        {
            await FactorGiven.Totp(one.App, one.Client);
            return await Rpc(await Given.Root(one.App), "admin/users/reset-factors", one.Id);
        }
        ),
        ["admin/users/set-enabled"] = ("Your account was disabled", async one => await Rpc(await Given.Root(one.App), "admin/users/set-enabled", one.Id, false)),
        ["admin/users/delete"] = ("Your account was deleted", async one => await Rpc(await Given.Root(one.App), "admin/users/delete", one.Id)),
        ["profile/delete"] = ("Your account was deleted", one => Rpc(one.Client, "profile/delete")),
    };

    private static Task<Func<Task<int>>> Rpc(RpcClient client, string method, params object?[] parameters) =>
        Task.FromResult<Func<Task<int>>>(async () => (await client.Call(method, parameters)).Status);
}

/// <summary>Represents a user with a confirmed email address, and their clients.</summary>
internal sealed record Scenario(TestApp App, string Name, string Id, RpcClient Client, HttpClient OtherHttp)
{
    public string Email => Given.Email(Name);

    /// <summary>Gets a client on a device that the user has not used.</summary>
    public RpcClient OtherDevice => new(OtherHttp);

    public RestClient OtherRest => new(OtherHttp);

    public static async Task<Scenario> Create(TestApp app, HttpClient otherHttp)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var id = (await app.FindUser(name))!.Id;
        await Given.Confirmed(app, name);
        return new(app, name, id.ToString(null, null), client, otherHttp);
    }

    /// <summary>Returns a client of the account family.</summary>
    public async Task<RestClient> Account() =>
        App.Rest.WithPrivateToken(AccountGiven.Token(await App.Rest.Post("/sign_in", new { login = Name, password = Given.Password })));
}
