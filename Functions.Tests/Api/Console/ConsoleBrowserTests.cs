using System.Globalization;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Console;

/// <summary>
/// Uses the console in a browser, as people and administrators do. Each page and state is accessible (WCAG 2.2 AA as far as axe-core can tell, in light and dark, with
/// forced colours, and 320 pixels wide). The steps are in the folder browser, a file for each test. <c>SERVERLESS_PICTURES</c> names a folder for screenshots.
/// </summary>
public sealed class ConsoleBrowserTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task People_use_their_account_from_sign_up_to_erasure()
    {
        var facts = await Use("people");

        // The summary of errors has the focus and leads to the fields.
        Assert.Equal("""{"focus":"errors","errors":["User name or email address: enter something.","Password: enter something."]}""", facts.GetProperty("missing").GetRawText());
        Assert.Equal("username", Text("linkGoesTo"));
        Assert.Equal("Set up another app", Text("openedBy")); // the dialog gave the focus back to the button that opened it
        // What was entered is stored. What is secret is shown once, and leaves the address bar.
        Assert.Equal(("ann_of_green_gables", 10), (Text("telegram"), facts.GetProperty("codes").GetInt32()));
        Assert.All(["tokenLeavesAddress", "copied", "shownOnce", "givingUpIsNoError", "stays", "newSessionMayDoAll", "replaced", "expiredIsNotEnabled", "tabKeepsOthers", "signOutKeepsOthers"], fact => Assert.True(facts.GetProperty(fact).GetBoolean(), fact));
        Assert.StartsWith("Mozilla/5.0 ", Text("device"), StringComparison.Ordinal);
        Assert.Equal("export.json", Text("download"));
        // The page has its language and its title.
        Assert.Equal("Create an account – Serverless", Text("title"));
        Assert.Equal("""{"lang":"de","title":"Sicherheit – Serverless"}""", facts.GetProperty("de").GetRawText());
        Assert.Equal("zh", facts.GetProperty("zh").GetProperty("lang").GetString());

        string? Text(string fact) => facts.GetProperty(fact).GetString();
    }

    [Fact]
    public async Task Administrators_list_invite_help_notify_and_erase_users_and_read_what_happened()
    {
        var facts = await Use("administrators");
        Assert.All(["generated", "menuWaits", "cannotWait"], fact => Assert.True(facts.GetProperty(fact).GetBoolean(), fact));
        Assert.False(facts.GetProperty("isReminded").GetBoolean());
        Assert.Equal("""[{"email":"cleo@example.com","locale":"de"}]""", facts.GetProperty("invitation").GetRawText());
        Assert.Equal("ascending", facts.GetProperty("sorted").GetString());
        Assert.All(["oneSessionLeft", "callsOfUser"], fact => Assert.True(facts.GetProperty(fact).GetBoolean(), fact));

        // The filters of the audit log are in the address. A file of events runs nothing in a spreadsheet.
        Assert.Equal(("?event=user.erased", "2099-01-01T00:00"), (facts.GetProperty("filterInAddress").GetString(), facts.GetProperty("filterSurvives").GetString()));
        var lines = facts.GetProperty("csv").GetString()!.Split("\r\n");
        Assert.Equal("\uFEFFid,date,event,outcome,subject_id,actor_id,actor_kind,ip,device,family,details", lines[0]);
        Assert.Contains(lines, line => line.Contains(",\"'=SUM(1,2)\",rpc,", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(",=", StringComparison.Ordinal) || line.Contains(",\"=", StringComparison.Ordinal));
        var erased = facts.GetProperty("filteredCsv").GetString()!.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(erased.Skip(1), line => Assert.Contains(",user.erased,success,erased-", line, StringComparison.Ordinal));
        Assert.Equal(2, erased.Length);
        Assert.True(facts.GetProperty("logo").GetBoolean());
        Assert.Equal("rgb(180, 83, 9)", facts.GetProperty("previewStyle").GetString());
    }

    [Fact]
    public async Task Administrators_search_the_log_of_calls_and_watch_the_numbers()
    {
        var facts = await Use("numbers");
        // The filters are in the address. A text that would be a formula is kept from being one, and a number is not changed.
        Assert.Equal("?status=failed", facts.GetProperty("filtered").GetString());
        Assert.True(facts.GetProperty("onlyFailed").GetBoolean());
        Assert.Equal("""["1","2020-01-01T00:00"]""", facts.GetProperty("kept").GetRawText());
        Assert.Equal(
            "\uFEFF" + """
            started,finished,method_id,status,status_text,runtime,user_id,is_error,is_exception
            2026-11-29T12:00:01.000Z,2026-11-29T12:00:01.005Z,/v1/a,-32801,'=1+1,5,,true,false
            2026-11-29T12:00:00.000Z,2026-11-29T12:00:00.005Z,/v1/a,-32801,"a ""b"", c",5,,true,false

            """.ReplaceLineEndings("\r\n"),
            facts.GetProperty("csv").GetString());
        // The lines of a chart differ by more than their colours.
        Assert.Equal(3, facts.GetProperty("dashed").GetInt32());
        Assert.Equal("/v1/admin/users/create", facts.GetProperty("method").GetString());
    }

    [Fact]
    public async Task Pages_of_administrators_wait_and_go_on_after_the_connection_or_the_session_was_lost()
    {
        var facts = await Use("states");
        Assert.Equal(1, facts.GetProperty("alerts").GetInt32()); // a page that loads several things shows the reason of a failure once
    }

    /// <summary>Runs the steps on an app of their own. They must find nothing wrong. Returns what they noted.</summary>
    private async Task<JsonElement> Use(string who)
    {
        var browser = Browser.Path();
        var port = Browser.FreePort().ToString(CultureInfo.InvariantCulture);
        var address = $"http://localhost:{port}/"; // passkeys need the name of a host
        await using var app = new TestApp(azurite) { Settings = { ["port"] = port, ["Site:Url"] = $"{address}console/" } };
        await app.InitializeAsync();

        var steps = Browser.Run(
            "Functions.Tests/Api/Console/browser/console.mjs", who, browser, address, app.MailDirectory, TestApp.RootPassword, Environment.GetEnvironmentVariable("SERVERLESS_PICTURES") ?? "");
        while (!steps.IsCompleted)
        {
            await app.CopyEvents(); // the timer is off in tests, and emails about events follow it
            await Task.WhenAny(steps, Task.Delay(1_000, TestContext.Current.CancellationToken));
        }

        var outcome = JsonElement.Parse(await steps);
        Assert.Empty(outcome.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()));
        return outcome.GetProperty("facts");
    }
}
