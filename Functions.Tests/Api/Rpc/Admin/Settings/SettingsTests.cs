using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Settings;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Settings;

/// <summary>Tests stored settings as administrators see them, over HTTP. Each test has its own installation, because an installation has one record.</summary>
public sealed class SettingsTests(AzuriteFixture azurite) : AsRoot(() => new QuietApp(azurite))
{
    [Fact]
    public async Task No_setting_has_a_value_at_first()
    {
        Assert.Equal(
            """{"id":1,"app_url":null,"site_name":null,"site_color":null,"site_logo":null,"site_language":null,"smtp_from":null,"smtp_hostname":null,"smtp_port":null,"smtp_username":null,"smtp_password":null,"telegram_bot_name":null,"telegram_bot_key":null,"telegram_bot_enabled":false,"telegram_signin_enabled":false}""",
            (await Read()).GetRawText());
    }

    [Fact]
    public async Task All_settings_can_be_written_and_read_back_with_masked_secrets()
    {
        await Update("""{"id":7,"updated":"x","app_url":"https://a.example/","site_name":"Shop","site_color":"#AA0000","site_language":"de","smtp_from":"Shop <shop@a.example>","smtp_hostname":"mail.a.example","smtp_port":65535,"smtp_username":"u","smtp_password":"hush","telegram_bot_name":"bot","telegram_bot_key":"1:k","telegram_bot_enabled":true,"telegram_signin_enabled":true}""");
        Assert.Equal(
            """{"id":1,"app_url":"https://a.example/","site_name":"Shop","site_color":"#AA0000","site_logo":null,"site_language":"de","smtp_from":"Shop <shop@a.example>","smtp_hostname":"mail.a.example","smtp_port":65535,"smtp_username":"u","smtp_password":"********","telegram_bot_name":"bot","telegram_bot_key":"********","telegram_bot_enabled":true,"telegram_signin_enabled":true}""",
            (await Read()).GetRawText());
    }

    [Theory]
    [InlineData("""{"app_url":"https://evil.example/"}""", "app_url")]
    [InlineData("""{"app_url":null}""", "app_url")]
    [InlineData("""{"smtp_from":"evil@evil.example"}""", "smtp_from")]
    [InlineData("""{"smtp_hostname":"evil.example"}""", "smtp_hostname")]
    [InlineData("""{"smtp_port":2525}""", "smtp_port")]
    [InlineData("""{"smtp_username":"evil"}""", "smtp_username")]
    [InlineData("""{"smtp_password":"evil"}""", "smtp_password")]
    public async Task Only_root_in_a_session_can_change_where_secrets_are_sent(string settings, string named)
    {
        await Update("""{"app_url":"https://a.example/","smtp_from":"a@a.example","smtp_hostname":"mail.a.example","smtp_port":587,"smtp_username":"u","smtp_password":"hush"}""");
        var before = (await Read()).GetRawText();
        var (name, admin) = await Given.SignedInUser(App.Rpc);
        Assert.Equal(200, (await Root.Call("admin/users/set-permissions", $"{(await App.FindUser(name))!.Id}", new { admin = true })).Status);
        foreach (var caller in new[] { admin, await Token(admin), await Token(Root) })
        {
            var refused = await caller.Post("/api/v1/admin/settings/update", $"[{settings}]");
            Assert.Equal((403, 403, $"""Setting "{named}" can be changed only by root, in a session"""), (refused.HttpStatus, refused.Status, refused.Text));
            Assert.Equal(before, (await Read()).GetRawText());
        }

        // Settings that were read can be sent back together with settings that an administrator may change.
        Assert.Equal(200, (await admin.Post("/api/v1/admin/settings/update", $"[{before.Replace("\"telegram_bot_name\":null", "\"telegram_bot_name\":\"bot\"", StringComparison.Ordinal)}]")).Status);
        Assert.Equal("bot", (await Read()).GetProperty("telegram_bot_name").GetString());
        Assert.Equal("hush", await App.Get<SettingsStore>().Reveal(await App.Get<SettingsStore>().Read(Stop), Stop));
    }

    /// <summary>A new setting must be protected unless it is added here.</summary>
    [Fact]
    public void No_other_setting_sends_secrets_anywhere() => Assert.Equal(
        ["site_color", "site_language", "site_logo", "site_name", "telegram_bot_enabled", "telegram_bot_key", "telegram_bot_name", "telegram_signin_enabled"],
        Setting.All.Keys.Except(Setting.DecidesWhereSecretsGo).Order(StringComparer.Ordinal));

    private async Task<RpcClient> Token(RpcClient owner)
    {
        var made = (await owner.Call("api-tokens/create", "t")).Data;
        Assert.Equal(200, (await owner.Call("api-tokens/set-permissions", made.GetProperty("id").GetString(), new { admin = true })).Status);
        return App.Rpc.With(made.GetProperty("token").GetString());
    }

    [Fact]
    public async Task An_update_keeps_omitted_settings_and_null_clears()
    {
        await Update("""{"smtp_hostname":"a.example","smtp_port":25,"telegram_bot_enabled":true,"smtp_password":"hush"}""");
        await Update("""{"smtp_port":26}""");
        await Update("""{"smtp_hostname":null,"telegram_bot_enabled":null,"smtp_password":null}""");
        var record = await Read();
        Assert.Equal(26, record.GetProperty("smtp_port").GetInt32());
        Assert.False(record.GetProperty("telegram_bot_enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("smtp_hostname").ValueKind);
        Assert.Equal(JsonValueKind.Null, record.GetProperty("smtp_password").ValueKind);
    }

    [Fact]
    public async Task Settings_that_were_read_can_be_written_back_and_keep_the_secret()
    {
        await Update("""{"smtp_password":"hush","smtp_username":"u"}""");
        await Update((await Read()).GetRawText());
        Assert.Equal("hush", await Password(App));
        await Update("""{"smtp_password":"********"}""");
        Assert.Equal("hush", await Password(App));
    }

    [Fact]
    public async Task A_mask_for_an_unset_secret_sets_nothing()
    {
        await Update("""{"smtp_password":"********"}""");
        Assert.Equal(JsonValueKind.Null, (await Read()).GetProperty("smtp_password").ValueKind);
    }

    [Theory]
    [InlineData("""{"smtp_hostname":"b.example"}""", true)]
    [InlineData("""{"smtp_hostname":null}""", true)]
    [InlineData("""{"smtp_hostname":"b.example","smtp_password":"********"}""", true)]
    [InlineData("""{"smtp_port":2525}""", true)]
    [InlineData("""{"smtp_username":"somebody else"}""", true)]
    [InlineData("""{"smtp_hostname":"A.example","smtp_port":587,"smtp_username":"u","smtp_from":"a@a.example"}""", false)]
    [InlineData("""{"app_url":"https://a.example/"}""", false)]
    public async Task The_password_of_one_mail_server_is_never_sent_to_another(string update, bool isCleared)
    {
        await Update("""{"smtp_hostname":"a.example","smtp_username":"u","smtp_password":"hush"}""");
        var answer = await Root.Post("/api/v1/admin/settings/update", $"[{update}]");
        Assert.Equal((200, isCleared ? "The stored smtp_password was for another mail server and is cleared: give it anew" : "OK"), (answer.Status, answer.Text));
        Assert.Equal(isCleared ? null : "hush", await Password(App));
    }

    [Fact]
    public async Task A_mail_server_given_with_its_password_uses_that_password()
    {
        await Update("""{"smtp_hostname":"a.example","smtp_password":"hush"}""");
        await Update("""{"smtp_hostname":"b.example","smtp_password":"hush-b"}""");
        Assert.Equal("hush-b", await Password(App));
        await Update("""{"smtp_password":"hush-c"}""");
        Assert.Equal("hush-c", await Password(App));
    }

    [Fact]
    public async Task A_password_stored_before_its_server_is_not_used_for_a_later_server()
    {
        await Update("""{"smtp_password":"hush","smtp_port":25}""");
        await Update("""{"smtp_port":26,"smtp_username":"u"}""");
        Assert.Equal("hush", await Password(App));
        await Update("""{"smtp_hostname":"b.example"}""");
        Assert.Null(await Password(App));
    }

    [Theory]
    [InlineData("{}", "No settings are given")]
    [InlineData("""{"id":1,"updated":null}""", "No settings are given")]
    [InlineData("""{"smtp_port":25,"smtp_prot":25}""", "Setting \"smtp_prot\" is unknown")]
    [InlineData("""{"Revision":"x"}""", "Setting \"Revision\" is unknown")]
    [InlineData("""{"PartitionKey":"x"}""", "Setting \"PartitionKey\" is unknown")]
    [InlineData("""{"smtp_port":-1}""", "Setting \"smtp_port\" must be an integer from 0 to 65535, or null")]
    [InlineData("""{"smtp_port":65536}""", "Setting \"smtp_port\" must be an integer from 0 to 65535, or null")]
    [InlineData("""{"smtp_port":2.5}""", "Setting \"smtp_port\" must be an integer from 0 to 65535, or null")]
    [InlineData("""{"smtp_port":"x"}""", "Setting \"smtp_port\" must be an integer from 0 to 65535, or null")]
    [InlineData("""{"smtp_port":1e400}""", "Setting \"smtp_port\" must be an integer from 0 to 65535, or null")]
    [InlineData("""{"smtp_hostname":5}""", "Setting \"smtp_hostname\" must be a host name or an address, or null")]
    [InlineData("""{"smtp_hostname":"a b"}""", "Setting \"smtp_hostname\" must be a host name or an address, or null")]
    [InlineData("""{"smtp_username":{}}""", "Setting \"smtp_username\" must be a text of at most 1000 characters without control characters, or null")]
    [InlineData("""{"smtp_username":"a\r\nb"}""", "Setting \"smtp_username\" must be a text of at most 1000 characters without control characters, or null")]
    [InlineData("""{"telegram_bot_enabled":"yes"}""", "Setting \"telegram_bot_enabled\" must be true or false, or null")]
    [InlineData("""{"app_url":"ftp://a.example/"}""", "Setting \"app_url\" must be an absolute http or https URL without a fragment, or null")]
    [InlineData("""{"smtp_from":"nobody"}""", "Setting \"smtp_from\" must be a mailbox, as in Name <name@example.com>, or null")]
    [InlineData("""{"smtp_from":"A <a@a.example>\r\nBcc: eve@a.example"}""", "Setting \"smtp_from\" must be a mailbox, as in Name <name@example.com>, or null")]
    public async Task An_invalid_update_is_refused_with_details_and_changes_nothing(string settings, string message)
    {
        var answer = await Call(settings);
        Assert.Equal((400, 400, message), (answer.HttpStatus, answer.Status, answer.Text));
        Assert.False(answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("exception").GetBoolean());
        Assert.Equal(JsonValueKind.Null, (await Read()).GetProperty("smtp_port").ValueKind);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("\"smtp_port\"")]
    [InlineData("5")]
    [InlineData("true")]
    public async Task Refuses_an_update_that_is_not_an_object(string settings)
    {
        var answer = await Call(settings);
        Assert.Equal((400, -32808, """Parameter "settings" is invalid"""), (answer.HttpStatus, answer.Status, answer.Text));
    }

    [Fact]
    public async Task Refuses_a_text_that_is_too_long()
    {
        Assert.Equal(200, (await Call(JsonSerializer.Serialize(new { smtp_password = new string('x', 1000) }))).Status);
        Assert.Equal(400, (await Call(JsonSerializer.Serialize(new { smtp_password = new string('x', 1001) }))).Status);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("update")]
    [InlineData("test-smtp")]
    public async Task Requires_an_administrator(string method)
    {
        var (name, user) = await Given.SignedInUser(App.Rpc);
        object[] parameters = method == "read" ? [] : [new { smtp_hostname = "localhost", smtp_port = 1 }];
        Assert.Equal(-32801, (await App.Rpc.Call($"admin/settings/{method}", parameters)).Status);
        Assert.Equal(-32801, (await user.Call($"admin/settings/{method}", parameters)).Status);

        var id = (await App.FindUser(name))!.Id;
        await App.Get<AccountStore>().Change(
            Actor.Nobody, id, change => { change.SetPermissions(change.User.Permissions.SetItem(Permission.Admin, true)); return true; }, Stop);
        Assert.NotEqual(-32801, (await user.Call($"admin/settings/{method}", parameters)).Status);
    }

    [Fact]
    public async Task Storage_holds_no_plain_secret()
    {
        await Update("""{"smtp_password":"hush-hush-1","telegram_bot_key":"hush-hush-2"}""");
        var rows = new List<TableEntity>();
        foreach (var table in App.Get<Tables>().All)
        {
            rows.AddRange(await table.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop));
        }

        var dump = string.Join('\n', rows.SelectMany(row => row).Select(column => column.Value).Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value}"));
        Assert.DoesNotContain("hush-hush", dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hush-hush-1"u8), dump, StringComparison.Ordinal);
        Assert.Contains(rows, row => row.ContainsKey("smtp_password") && row.ContainsKey("telegram_bot_key"));
        Assert.Equal("hush-hush-1", await Password(App));
    }

    [Fact]
    public async Task Another_instance_sees_a_change_within_ten_seconds_and_can_decrypt_it()
    {
        await using var other = await Another();
        Assert.Null((await other.Get<SettingsStore>().Current(Stop)).SmtpHostname);
        await Update("""{"smtp_hostname":"one.example","smtp_password":"hush"}""");
        Assert.Equal("one.example", (await App.Get<SettingsStore>().Current(Stop)).SmtpHostname);

        other.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("one.example", (await other.Get<SettingsStore>().Current(Stop)).SmtpHostname);
        Assert.Equal("hush", await Password(other));
    }

    [Fact]
    public async Task Reading_cached_settings_costs_no_storage_call()
    {
        var store = App.Get<SettingsStore>();
        App.Clock.Stop();
        await store.Current(Stop);
        Assert.Equal(0, await App.CostOf(async () => Assert.Same(await store.Current(Stop), await store.Current(Stop))));
    }

    [Fact]
    public async Task A_read_overtaken_by_an_update_does_not_hide_the_update()
    {
        var store = App.Get<SettingsStore>();
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        var read = App.Faults.Hold(request => !Faults.IsWrite(request) && request.Uri.Path.Contains("Settings", StringComparison.Ordinal), times: 1);
        var slow = store.Current(Stop).AsTask();
        await read.Wait();
        await Update("""{"smtp_hostname":"new.example"}""");
        read.Release();
        await slow;
        Assert.Equal("new.example", (await store.Current(Stop)).SmtpHostname);
    }

    [Fact]
    public async Task Instances_that_start_at_once_agree_on_the_key_and_lose_no_setting()
    {
        await using var other = await Another();
        TestApp[] apps = [App, other];
        // Both instances encrypt for the first time, with different settings, at the same time.
        string[] updates = ["""{"smtp_password":"hush"}""", """{"telegram_bot_key":"1:k"}""", """{"smtp_username":"u"}""", """{"smtp_port":25}"""];
        await Task.WhenAll(updates.Select((update, index) => Update(update, apps[index % 2])));

        var record = await Read();
        Assert.Equal(
            ("********", "********", "u", 25),
            (record.GetProperty("smtp_password").GetString(), record.GetProperty("telegram_bot_key").GetString(), record.GetProperty("smtp_username").GetString(), record.GetProperty("smtp_port").GetInt32()));
        Assert.All(await Task.WhenAll(apps.Select(Password)), password => Assert.Equal("hush", password));
        var keys = await App.Get<Tables>().Settings.QueryAsync<TableEntity>("PartitionKey eq 'keys'", cancellationToken: Stop).ToListAsync(Stop);
        Assert.Single(keys);
    }

    [Fact]
    public async Task A_lost_response_is_not_mistaken_for_the_write_of_another_caller()
    {
        App.Faults.FailAfter(Faults.IsWrite, times: 1);
        await Update("""{"smtp_port":25}""");
        Assert.Equal(25, (await Read()).GetProperty("smtp_port").GetInt32());
    }

    [Fact]
    public async Task Data_encrypted_for_one_purpose_cannot_be_decrypted_for_another()
    {
        var secrets = App.Get<Secrets>();
        var text = await secrets.Protect("one", "hush", Stop);
        Assert.Equal("hush", await secrets.Unprotect("one", text, Stop));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => secrets.Unprotect("two", text, Stop));
    }

    private async Task<TestApp> Another()
    {
        var other = new QuietApp(azurite);
        other.Settings["Storage:Prefix"] = App.Prefix;
        await other.InitializeAsync();
        return other;
    }

    private static async Task<string?> Password(TestApp app) =>
        await app.Get<SettingsStore>().Reveal(await app.Get<SettingsStore>().Read(Stop), Stop);

    private async Task<JsonElement> Read()
    {
        var answer = await Root.Call("admin/settings/read");
        Assert.Equal((200, 200), (answer.HttpStatus, answer.Status));
        return answer.Data;
    }

    private Task<RpcAnswer> Call(string settings) => Root.Post("/api/v1/admin/settings/update", $"[{settings}]");

    private async Task Update(string settings, TestApp? app = null)
    {
        var answer = await (app?.Rpc.With(Root.Token) ?? Root).Post("/api/v1/admin/settings/update", $"[{settings}]");
        Assert.True(answer is { Status: 200, HttpStatus: 200 } && answer.Data.ValueKind == JsonValueKind.Undefined, answer.ToString());
    }
}
