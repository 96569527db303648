using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.Email;
using Serverless.Domain.Languages;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin;

/// <summary>Tests templates of emails that administrators change. Each test has its own installation, because an installation has one set of templates.</summary>
public sealed class EmailTemplatesTests(AzuriteFixture azurite) : AsRoot(() => new TestApp(azurite))
{
    private static readonly object Changed = new { subject = "Welcome to {{site_name}}", text = "{{greeting}}!\r\n{{link}}\n", html = """<p>{{greeting}}!</p><a href="{{link}}">here</a>""" };

    [Fact]
    public async Task All_emails_are_listed_in_all_languages_and_their_built_in_templates_are_valid()
    {
        var templates = (await Root.Call("admin/email-templates/read")).Data.EnumerateArray().ToList();
        Assert.Equal(EmailKind.All.Length * Locale.All.Length, templates.Count);
        Assert.All(templates, template => Assert.False(template.GetProperty("is_changed").GetBoolean()));
        foreach (var template in templates)
        {
            var kind = EmailKind.Named(Text(template, "name"))!;
            Assert.Null(EmailTemplateRules.Refuse(kind, new(Text(template, "subject"), Text(template, "text"), Text(template, "html"))));
        }
    }

    [Fact]
    public async Task A_changed_template_is_used_for_its_language_until_it_is_reset()
    {
        await Update("confirm-email", "de", Changed);
        Assert.Equal(200, (await Root.Call("admin/settings/update", new { site_name = "Shop" })).Status);
        var read = (await Root.Call("admin/email-templates/read")).Data.EnumerateArray().Single(one => one.GetProperty("is_changed").GetBoolean());
        Assert.Equal(("confirm-email", "de", "{{greeting}}!\n{{link}}\n"), (Text(read, "name"), Text(read, "language"), Text(read, "text")));

        var email = await SignUp("de", "Welcome to Shop");
        Assert.StartsWith("Guten Tag ", email.TextBody, StringComparison.Ordinal);
        Assert.Contains("""<html lang="de">""", email.HtmlBody, StringComparison.Ordinal);
        await SignUp("en", "Confirm your email");

        Assert.Equal(1, (await Root.Call("admin/email-templates/reset", "confirm-email", "de")).Rows);
        Assert.Equal(0, (await Root.Call("admin/email-templates/reset", "confirm-email", "de")).Rows);
        await SignUp("de", "E-Mail-Adresse bestätigen");
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log()
    {
        await Update("confirm-email", "de", Changed);
        await Root.Call("admin/email-templates/reset", "confirm-email", "de");
        var rows = (await Root.Call("admin/audit/read", new { where = new { @event = "settings.changed" } })).Data.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal("email-templates/confirm-email/de", row.GetProperty("details").GetProperty("settings").GetString()));
    }

    [Theory]
    [InlineData("subject", "", "The subject must not be empty")]
    [InlineData("subject", "a\nb", "The subject must be one line without control characters")]
    [InlineData("subject", "{{link", null)]
    [InlineData("text", "no link", "The text needs the placeholder {{link}}")]
    [InlineData("html", "no link", "The html needs the placeholder {{link}}")]
    [InlineData("text", "{{link}} {{password}}", "The text has the unknown placeholder {{password}}. It can have {{greeting}}, {{link}}, {{lifetime}}, {{site_name}}, {{site_url}}, {{color}}, {{text_color}}")]
    [InlineData("html", "<a href={{link}} title=\"{{greeting}}\">x</a>", "The html has the placeholder {{greeting}} inside of a tag. Only {{link}}, {{site_url}}, {{color}}, {{text_color}} can be there")]
    [InlineData("html", "{{link}}<SCRIPT>", "The html must have no scripts: email programs do not run them")]
    public async Task An_invalid_template_is_refused_with_what_is_wrong(string part, string value, string? problem)
    {
        var template = new Dictionary<string, string> { ["subject"] = "s", ["text"] = "{{link}}", ["html"] = "{{link}}", [part] = value };
        foreach (var method in new[] { "update", "preview", "send-to-me" })
        {
            var answer = await Root.Call("admin/email-templates/" + method, "confirm-email", "de", template);
            Assert.Equal(problem, answer.Text?.StartsWith("The ", StringComparison.Ordinal) == true ? answer.Text : null);
        }
    }

    [Theory]
    [InlineData("subject", EmailTemplateRules.LongestSubject)]
    [InlineData("text", EmailTemplateRules.LongestText)]
    [InlineData("html", EmailTemplateRules.LongestHtml)]
    public async Task A_part_can_be_as_long_as_documented(string part, int longest)
    {
        var template = new Dictionary<string, string> { ["subject"] = "s", ["text"] = "{{link}}", ["html"] = "{{link}}" };
        template[part] = "{{link}}" + new string('x', longest - 8);
        await Update("confirm-email", "zh", template);
        Assert.Equal(template[part], Text((await Root.Call("admin/email-templates/read")).Data.EnumerateArray().Single(one => one.GetProperty("is_changed").GetBoolean()), part));
        template[part] += "x";
        Assert.Equal((400, $"The {part} must have at most {longest} characters"), await Refusal("update", "confirm-email", "zh", template));
    }

    [Theory]
    [InlineData("none", "de")]
    [InlineData("confirm-email", "xx")]
    [InlineData("confirm-email;de", "de")]
    public async Task An_unknown_email_or_language_is_not_found(string name, string language)
    {
        Assert.Equal((404, "Email template not found"), await Refusal("update", name, language, Changed));
        Assert.Equal((404, "Email template not found"), await Refusal("reset", name, language));
        Assert.Equal((404, "Email template not found"), await Refusal("preview", name, language));
        Assert.Equal((404, "Email template not found"), await Refusal("send-to-me", name, language));
    }

    [Fact]
    public async Task A_preview_has_sample_values_and_changes_nothing()
    {
        foreach (var kind in EmailKind.All)
        {
            var sample = (await Root.Call("admin/email-templates/preview", kind.Name, "zh")).Data;
            Assert.StartsWith("您好，Ann：\n", Text(sample, "text"), StringComparison.Ordinal);
            Assert.DoesNotContain("{{", sample.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal("Welcome to 127.0.0.1", Text((await Root.Call("admin/email-templates/preview", "confirm-email", "de", Changed)).Data, "subject"));
        Assert.DoesNotContain((await Root.Call("admin/email-templates/read")).Data.EnumerateArray(), one => one.GetProperty("is_changed").GetBoolean());
    }

    [Fact]
    public async Task An_administrator_gets_a_sample_at_their_confirmed_address_only()
    {
        Assert.Equal((400, "You have no confirmed email address"), await Refusal("send-to-me", "confirm-email", "de"));
        var address = Given.Email(Given.Name());
        await App.Get<Serverless.Domain.Users.AccountStore>().Change(
            Serverless.Domain.Permissions.Actor.Nobody, 1, change => change.User = change.User with { Email = address, EmailConfirmed = true }, Stop);
        Assert.Equal(200, (await Root.Call("admin/email-templates/send-to-me", "confirm-email", "de", Changed)).Status);
        Assert.Equal("Welcome to 127.0.0.1", (await App.Mail.Wait(address, "Welcome to 127.0.0.1")).Subject);
    }

    [Fact]
    public async Task Only_root_in_a_session_changes_an_email_with_a_secret()
    {
        var (name, admin) = await Given.SignedInUser(App.Rpc);
        Assert.Equal(200, (await Root.Call("admin/users/set-permissions", $"{(await App.FindUser(name))!.Id}", new { admin = true })).Status);
        foreach (var kind in EmailKind.All)
        {
            var template = new { subject = "s", text = string.Concat(kind.Required.Select(one => $"{{{{{one}}}}}")), html = string.Concat(kind.Required.Select(one => $"{{{{{one}}}}}")) };
            var answer = await admin.Call("admin/email-templates/update", kind.Name, "de", template);
            Assert.Equal(kind.Placeholders.Contains("link") ? (403, $"""Template "{kind.Name}" can be changed only by root, in a session""") : (200, answer.Text), (answer.Status, answer.Text));
        }
    }

    [Fact]
    public async Task A_broken_row_or_one_of_a_newer_version_is_ignored()
    {
        await Update("confirm-email", "de", Changed);
        await Set("Format", 2);
        await SignUp("de", "E-Mail-Adresse bestätigen");
        await Set("Format", 1);
        await SignUp("de", "Welcome to 127.0.0.1");
        await Set("Html", "{{unknown}}");
        await SignUp("de", "E-Mail-Adresse bestätigen");
        await Set("Html", 5);
        await SignUp("de", "E-Mail-Adresse bestätigen");

        async Task Set(string column, object value)
        {
            var row = (await App.Get<Tables>().Settings.GetEntityAsync<TableEntity>("settings", "template;confirm-email;de", cancellationToken: Stop)).Value;
            row[column] = value;
            await App.Get<Tables>().Settings.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Stop);
            App.Clock.Advance(Serverless.Domain.Settings.SettingsStore.MaximumAge);
        }
    }

    private async Task<MimeKit.MimeMessage> SignUp(string locale, string subject)
    {
        var name = Given.Name();
        Assert.Equal(200, (await App.Rpc.Call("session/signup", new { username = name, email = Given.Email(name), locale })).Status);
        return await App.Mail.Wait(Given.Email(name), subject);
    }

    private async Task Update(string name, string language, object template) =>
        Assert.Equal(200, (await Root.Call("admin/email-templates/update", name, language, template)).Status);

    private async Task<(int Status, string? Text)> Refusal(string method, params object[] arguments)
    {
        var answer = await Root.Call("admin/email-templates/" + method, arguments);
        return (answer.Status, answer.Text);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
