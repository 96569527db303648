using System.Text.Json;
using Serverless.Measuring.Programs;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests passkeys with an authenticator in software.</summary>
public sealed class PasskeyTests(FactorApp app) : IClassFixture<FactorApp>
{
    [Fact]
    public async Task The_options_are_those_of_WebAuthn()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var first = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, first);
        var options = (await client.Call("profile/passkeys/create-options")).Data;
        Assert.Equal($$"""{"id":"{{FactorApp.Site}}","name":"{{FactorApp.Site}}"}""", options.GetProperty("rp").GetRawText());
        Assert.Equal(name, options.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("[-7,-8,-257]", $"[{string.Join(',', options.GetProperty("pubKeyCredParams").EnumerateArray().Select(one => one.GetProperty("alg").GetInt32()))}]");
        Assert.Equal("""{"residentKey":"required","requireResidentKey":true,"userVerification":"preferred"}""", options.GetProperty("authenticatorSelection").GetRawText());
        Assert.Equal(300_000, options.GetProperty("timeout").GetInt32());
        var excluded = Assert.Single(options.GetProperty("excludeCredentials").EnumerateArray());
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(first.CredentialId), excluded.GetProperty("id").GetString());
        Assert.Equal("""["internal","hybrid"]""", excluded.GetProperty("transports").GetRawText());

        var asked = (await app.Rpc.Call("session/passkey-options")).Data;
        Assert.Equal("required", asked.GetProperty("options").GetProperty("userVerification").GetString());
        Assert.Equal(0, asked.GetProperty("options").GetProperty("allowCredentials").GetArrayLength());
        Assert.Equal(FactorApp.Site, asked.GetProperty("options").GetProperty("rpId").GetString());
    }

    [Fact]
    public async Task A_passkey_signs_in_without_a_password()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = new SoftwareAuthenticator { Origin = FactorApp.Origin, IsSynced = true };
        var id = await FactorGiven.Passkey(client, authenticator, "my phone");
        var answer = await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator));
        Assert.Equal(name, answer.Data.GetProperty("auth").GetProperty("username").GetString());
        var passkey = Assert.Single((await app.Rpc.With(answer.Data.GetProperty("token").GetString()).Call("profile/factors/read")).Data.GetProperty("passkeys").EnumerateArray());
        Assert.Equal((id, "my phone", true), (passkey.GetProperty("id").GetString(), passkey.GetProperty("name").GetString(), passkey.GetProperty("is_synced").GetBoolean()));
        Assert.InRange(passkey.GetProperty("last_used").GetDateTimeOffset(), app.Clock.GetUtcNow().AddMinutes(-1), app.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_passkey_is_a_second_factor()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = new SoftwareAuthenticator { Origin = FactorApp.Origin, VerifiesUser = false };
        await FactorGiven.Passkey(client, authenticator);
        var meta = FactorGiven.Meta(await app.Rpc.Call("session/signin", new { username = name, password = Given.Password }));
        Assert.Equal("""["passkey"]""", meta.GetProperty("factors").GetRawText());
        var ticket = meta.GetProperty("ticket").GetString()!;
        var asked = (await app.Rpc.Call("session/passkey-options", ticket)).Data.GetProperty("options");
        Assert.Equal(1, asked.GetProperty("allowCredentials").GetArrayLength());
        Assert.Equal("preferred", asked.GetProperty("userVerification").GetString());
        var answer = await app.Rpc.Call("session/signin-second-factor", ticket, new { passkey = await FactorGiven.Answer(app.Rpc, authenticator, ticket) });
        Assert.Equal(name, answer.Data.GetProperty("auth").GetProperty("username").GetString());
    }

    [Fact]
    public async Task Pages_of_the_site_and_of_listed_origins_can_use_passkeys()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = new SoftwareAuthenticator { Origin = FactorApp.OtherOrigin };
        await FactorGiven.Passkey(client, authenticator);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Status);
        authenticator.Origin = FactorApp.Origin;
        Assert.Equal(200, (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Status);
    }

    [Theory]
    [InlineData("https://evil.example.com", null)]
    [InlineData("http://app.example.com", null)]
    [InlineData("https://app.example.com:444", null)]
    [InlineData(null, "evil.example.com")]
    public async Task Other_pages_and_other_sites_cannot(string? origin, string? site)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        (authenticator.Origin, authenticator.Site) = (origin ?? FactorApp.Origin, site);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Reason);

        using var another = new SoftwareAuthenticator { Origin = origin ?? FactorApp.Origin, Site = site };
        var refused = await client.Call("profile/passkeys/create", another.Create((await client.Call("profile/passkeys/create-options")).Data));
        Assert.Equal((400, "passkey_invalid"), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Without_a_password_the_authenticator_must_verify_the_user()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = new SoftwareAuthenticator { Origin = FactorApp.Origin, VerifiesUser = false };
        await FactorGiven.Passkey(client, authenticator);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Reason);
        authenticator.VerifiesUser = true;
        Assert.Equal(200, (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Status);
    }

    [Fact]
    public async Task A_signature_of_another_key_is_refused()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        authenticator.ForgetKey();
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Reason);
    }

    [Fact]
    public async Task A_counter_must_grow()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = new SoftwareAuthenticator { Origin = FactorApp.Origin, Counter = 5 };
        await FactorGiven.Passkey(client, authenticator);
        foreach (var (counter, status) in new (uint, int)[] { (6, 200), (6, 401), (5, 401), (0, 401), (9, 200) })
        {
            authenticator.Counter = counter;
            Assert.Equal((counter, status), (counter, (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Status));
        }
    }

    [Fact]
    public async Task A_challenge_works_once_for_five_minutes_and_for_its_purpose()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        var answer = await FactorGiven.Answer(app.Rpc, authenticator);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-passkey", answer)).Status);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", answer)).Reason);

        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator, ticket))).Reason);
        Assert.Equal("second_factor_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { passkey = await FactorGiven.Answer(app.Rpc, authenticator) })).Reason);

        var late = await FactorGiven.Answer(app.Rpc, authenticator);
        app.Clock.Advance(Challenges.Lifetime);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", late)).Reason);
    }

    [Fact]
    public async Task A_challenge_for_creating_works_once_and_for_its_user()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        var options = (await client.Call("profile/passkeys/create-options")).Data;
        using var first = FactorApp.Authenticator();
        using var second = FactorApp.Authenticator();
        Assert.Equal("passkey_invalid", (await other.Call("profile/passkeys/create", first.Create(options))).Reason);
        Assert.Equal(200, (await client.Call("profile/passkeys/create", first.Create(options))).Status);
        Assert.Equal("passkey_invalid", (await client.Call("profile/passkeys/create", second.Create(options))).Reason);
        Assert.Equal("passkey_exists", (await client.Call("profile/passkeys/create", first.Create((await client.Call("profile/passkeys/create-options")).Data))).Reason);
    }

    [Fact]
    public async Task The_authenticator_must_name_the_user_of_the_passkey()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        authenticator.UserHandle = (await other.Call("profile/passkeys/create-options")).Data.GetProperty("user").GetProperty("id").GetString();
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Reason);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal("second_factor_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { passkey = await FactorGiven.Answer(app.Rpc, authenticator, ticket) })).Reason);
    }

    [Fact]
    public async Task A_copied_credential_id_in_another_account_is_refused()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var (thief, other) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        using var copy = new SoftwareAuthenticator { Origin = FactorApp.Origin, CredentialId = authenticator.CredentialId };
        await FactorGiven.Passkey(other, copy);
        Assert.Equal(thief, (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, copy))).Data.GetProperty("auth").GetProperty("username").GetString());
        Assert.Equal(name, (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Data.GetProperty("auth").GetProperty("username").GetString());
    }

    [Fact]
    public async Task A_deleted_passkey_and_a_disabled_user_cannot_sign_in()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        using var second = FactorApp.Authenticator();
        var id = await FactorGiven.Passkey(client, authenticator);
        await FactorGiven.Passkey(client, second);
        Assert.Equal(1, (await client.Call("profile/passkeys/delete", id)).Rows);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Reason);
        Assert.Equal("passkey_not_found", (await client.Call("profile/passkeys/delete", id)).Reason);

        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/set-enabled", name, false)).Status);
        Assert.Equal("not_authenticated", (await app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, second))).Reason);
    }

    [Fact]
    public async Task The_last_passkey_takes_the_recovery_codes_with_it()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        var id = await FactorGiven.Passkey(client, authenticator);
        Assert.Equal(200, (await client.Call("profile/recovery-codes/create")).Status);
        Assert.Equal(1, (await client.Call("profile/passkeys/delete", id)).Rows);
        Assert.Equal("""{"totp":null,"passkeys":[],"recovery_codes":{"left":0}}""", (await client.Call("profile/factors/read")).Data.GetRawText());
        await Given.Session(app.Rpc, name);
    }

    [Fact]
    public async Task A_passkey_can_be_renamed()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        var id = await FactorGiven.Passkey(client, authenticator);
        Assert.Equal(1, (await client.Call("profile/passkeys/rename", id, "key ring")).Rows);
        Assert.Equal("key ring", (await client.Call("profile/factors/read")).Data.GetProperty("passkeys")[0].GetProperty("name").GetString());
        Assert.Equal("passkey_name_invalid", (await client.Call("profile/passkeys/rename", id, "")).Reason);
        Assert.Equal("passkey_name_invalid", (await client.Call("profile/passkeys/rename", id, new string('x', 101))).Reason);
        Assert.Equal("passkey_not_found", (await client.Call("profile/passkeys/rename", "1", "x")).Reason);
    }

    [Fact]
    public async Task A_user_can_have_twenty_passkeys()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        for (var i = 0; i < AccountChange.MaximumPasskeys; i++)
        {
            using var one = FactorApp.Authenticator();
            await FactorGiven.Passkey(client, one);
        }

        using var last = FactorApp.Authenticator();
        var refused = await client.Call("profile/passkeys/create", last.Create((await client.Call("profile/passkeys/create-options")).Data));
        Assert.Equal((400, "passkey_limit"), (refused.Status, refused.Reason));
        // All rows of a user, at their most, fit into one transaction.
        var root = await Given.Root(app);
        Assert.Equal(20, (await root.Call("admin/users/reset-factors", (await app.FindUser(name))!.Id.ToString(null, null))).Rows);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"rawId":"AA","type":"public-key","response":5}""")]
    [InlineData("""{"rawId":"AA","type":"public-key","response":{}}""")]
    [InlineData("""{"rawId":"*","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA"}}""")]
    [InlineData("""{"rawId":"AA","type":"public-key","response":{"clientDataJSON":"W10","attestationObject":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AAAAAAAAAGQ"}}""")]
    public async Task Nonsense_is_no_passkey(string credential)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = await client.Post("/api/v1/profile/passkeys/create", $"[{credential}]");
        Assert.Equal((400, "passkey_invalid"), (created.Status, created.Reason));
        var challenge = (await app.Rpc.Call("session/passkey-options")).Data.GetProperty("challenge_id").GetString();
        var signedIn = await app.Rpc.Post("/api/v1/session/signin-passkey", $$"""[{"challenge_id":"{{challenge}}","credential":{{credential}}}]""");
        Assert.Equal((401, "not_authenticated"), (signedIn.Status, signedIn.Reason));
    }

    [Fact]
    public async Task Every_changed_byte_of_an_answer_is_refused()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        var text = JsonSerializer.Serialize(await FactorGiven.Answer(app.Rpc, authenticator));
        foreach (var member in new[] { "authenticatorData", "signature", "clientDataJSON", "challenge_id" })
        {
            var at = text.IndexOf($"\"{member}\":\"", StringComparison.Ordinal) + member.Length + 14;
            var changed = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.Equal((member, 401), (member, (await app.Rpc.Post("/api/v1/session/signin-passkey", $"[{changed}]")).Status));
        }

        Assert.Equal(200, (await app.Rpc.Post("/api/v1/session/signin-passkey", $"[{text}]")).Status);
    }
}
