using Azure.Data.Tables;
using OtpNet;
using Serverless.Domain.SecondFactors;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests how users add, replace and remove authenticator apps and recovery codes.</summary>
public sealed class TotpTests(FactorApp app) : IClassFixture<FactorApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_has_no_effect_until_its_first_code_is_confirmed()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("profile/totp/create")).Data;
        var text = created.GetProperty("secret").GetString()!;
        Assert.Equal(TotpCode.Uri(Base32Encoding.ToBytes(text), FactorApp.Site, name), created.GetProperty("uri").GetString());
        Assert.StartsWith("data:image/svg+xml;base64,", created.GetProperty("qr").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"totp":null,"passkeys":[],"recovery_codes":{"left":0}}""", (await client.Call("profile/factors/read")).Data.GetRawText());
        await Given.Session(app.Rpc, name);

        var wrong = await client.Call("profile/totp/confirm", FactorGiven.WrongCode(app, Base32Encoding.ToBytes(text)));
        Assert.Equal((400, "Code is invalid", "totp_code_invalid"), (wrong.Status, wrong.Text, wrong.Reason));
        await Given.Session(app.Rpc, name);

        var confirmed = (await client.Call("profile/totp/confirm", FactorGiven.Code(app, Base32Encoding.ToBytes(text)))).Data;
        Assert.Equal(10, confirmed.GetProperty("recovery_codes").GetArrayLength());
        var factors = (await client.Call("profile/factors/read")).Data;
        Assert.Equal(10, factors.GetProperty("recovery_codes").GetProperty("left").GetInt32());
        Assert.InRange(factors.GetProperty("totp").GetProperty("created").GetDateTimeOffset(), app.Clock.GetUtcNow().AddMinutes(-1), app.Clock.GetUtcNow());
        Assert.Equal("second_factor_required", (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Reason);
    }

    [Fact]
    public async Task A_secret_waits_for_ten_minutes()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var secret = Base32Encoding.ToBytes((await client.Call("profile/totp/create")).Data.GetProperty("secret").GetString());
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("totp_code_invalid", (await client.Call("profile/totp/confirm", FactorGiven.Code(app, secret))).Reason);
    }

    [Fact]
    public async Task A_newer_secret_replaces_one_that_waits()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var first = Base32Encoding.ToBytes((await client.Call("profile/totp/create")).Data.GetProperty("secret").GetString());
        var second = Base32Encoding.ToBytes((await client.Call("profile/totp/create")).Data.GetProperty("secret").GetString());
        Assert.Equal(400, (await client.Call("profile/totp/confirm", FactorGiven.Code(app, first))).Status);
        Assert.Equal(200, (await client.Call("profile/totp/confirm", FactorGiven.Code(app, second))).Status);
        Assert.Equal(400, (await client.Call("profile/totp/confirm", FactorGiven.Code(app, second, 1))).Status);
    }

    [Fact]
    public async Task A_new_authenticator_app_replaces_the_old_one_when_it_is_confirmed()
    {
        var (name, client, old, codes) = await FactorGiven.UserWithTotp(app);
        var waiting = Base32Encoding.ToBytes((await client.Call("profile/totp/create")).Data.GetProperty("secret").GetString());
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, old) })).Status);

        var confirmed = await client.Call("profile/totp/confirm", FactorGiven.Code(app, waiting));
        Assert.Equal("{}", confirmed.Data.GetRawText());
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal("second_factor_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, old) })).Reason);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, waiting) })).Status);
        ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = codes[0] })).Status);
    }

    [Fact]
    public async Task Without_the_authenticator_app_the_password_is_enough_again()
    {
        var (name, client, _, _) = await FactorGiven.UserWithTotp(app);
        Assert.Equal(1, (await client.Call("profile/totp/delete")).Rows);
        Assert.Equal(0, (await client.Call("profile/totp/delete")).Rows);
        await Given.Session(app.Rpc, name);
        Assert.Equal("""{"totp":null,"passkeys":[],"recovery_codes":{"left":0}}""", (await client.Call("profile/factors/read")).Data.GetRawText());
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_old_ones()
    {
        var (name, client, _, old) = await FactorGiven.UserWithTotp(app);
        var codes = (await client.Call("profile/recovery-codes/create")).Data.GetProperty("recovery_codes").EnumerateArray().Select(code => code.GetString()!).ToList();
        Assert.Equal(10, codes.Count);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal("second_factor_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = old[0] })).Reason);
        Assert.Equal(200, (await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = codes[0] })).Status);
        Assert.Equal(9, (await client.Call("profile/factors/read")).Data.GetProperty("recovery_codes").GetProperty("left").GetInt32());
    }

    [Fact]
    public async Task Recovery_codes_need_a_second_factor()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var refused = await client.Call("profile/recovery-codes/create");
        Assert.Equal((400, "second_factor_missing"), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Each_change_of_a_factor_notifies_the_user()
    {
        var (name, client, _, codes) = await FactorGiven.UserWithTotp(app);
        await app.Rpc.Call("session/signin-second-factor", await FactorGiven.Ticket(app.Rpc, name), new { recovery_code = codes[0] });
        await client.Call("profile/recovery-codes/create");
        await client.Call("profile/totp/delete");
        var subjects = (await client.Call("notifications/read")).Data.EnumerateArray().Select(notification => notification.GetProperty("subject").GetString()).ToList();
        Assert.All(["A second factor was added", "A recovery code was used", "You have new recovery codes", "A second factor was removed"], subject => Assert.Contains(subject, subjects));
    }

    [Fact]
    public async Task Storage_holds_the_secret_encrypted_and_the_codes_hashed_and_nothing_after_an_erasure()
    {
        var (name, _, secret, codes) = await FactorGiven.UserWithTotp(app);
        await FactorGiven.Ticket(app.Rpc, name);
        var id = (await app.FindUser(name))!.Id;
        var stored = await Stored(id);
        Assert.Contains("factor;totp", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(secret), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(TotpCode.ToBase32(secret), stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString(secret), stored, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), stored, StringComparison.OrdinalIgnoreCase));

        var root = await Given.Root(app);
        Assert.Equal(1, (await root.Call("admin/users/delete", id.ToString(null, null))).Rows);
        await app.Get<Serverless.Domain.Users.EraseUser>().Finish(id, Stop);
        Assert.Empty(await Stored(id));
    }

    /// <summary>Returns everything that is stored in a user's partition, as text.</summary>
    private async Task<string> Stored(long id)
    {
        var partition = Key.Encode(id);
        var rows = await app.Get<Tables>().Accounts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: Stop).ToListAsync(Stop);
        return string.Join('\n', rows.SelectMany(row => row.Select(column => $"{column.Key}={(column.Value is byte[] bytes ? $"{Convert.ToHexString(bytes)} {Convert.ToBase64String(bytes)}" : column.Value)}")));
    }

    [Fact]
    public async Task An_encrypted_secret_of_one_user_is_useless_to_another()
    {
        var secrets = app.Get<TotpSecrets>();
        var text = await secrets.Protect(100, [1, 2, 3], Stop);
        Assert.Equal([1, 2, 3], await secrets.Unprotect(100, text, Stop));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => secrets.Unprotect(101, text, Stop));
    }
}
