using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Pages;

/// <summary>
/// Tests the pages in a browser. They are accessible (WCAG 2.2 AA as far as axe-core can tell, in light and dark, with forced colours, and 320 pixels
/// wide), and work with the keyboard and a password manager. <c>SERVERLESS_PICTURES</c> names a folder for screenshots.
/// </summary>
public sealed class BrowserTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Pages_are_accessible()
    {
        var browser = Browser.Path();
        var name = await Given.User(app.Rpc, withEmail: true);
        var confirm = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Confirm your email"));
        await app.Rpc.Call("session/send-password-reset-email", name);
        var reset = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));

        using var outcome = JsonDocument.Parse(await Browser.Run("Functions.Tests/Api/Pages/browser.mjs", browser, app.Http.BaseAddress!.AbsoluteUri, confirm, reset, Environment.GetEnvironmentVariable("SERVERLESS_PICTURES") ?? ""));
        var facts = outcome.RootElement.GetProperty("facts");
        Assert.Empty(outcome.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()));

        // A page for an expired link offers the next step.
        Assert.Equal(("This link no longer works", "#/ask-confirmation"), (Text("dead confirm", "focus"), Text("dead confirm", "link")));
        Assert.Equal(("This link no longer works", "#/forgot-password"), (Text("dead reset", "focus"), Text("dead reset", "link")));
        // An error is shown at its field, which has the focus.
        Assert.Equal(("password", "Enter a new password.", "true"), (Text("empty", "focus"), Text("empty", "error"), Text("empty", "invalid")));
        Assert.Equal(("password", "Password must contain at least 8 characters"), (Text("refused", "focus"), Text("refused", "error")));
        // The focus is visible and moves to the outcome after success. The token is removed from the URL.
        Assert.Equal("BUTTON", Text("ring", "what"));
        Assert.True(facts.GetProperty("ring").GetProperty("contrast").GetDouble() >= 3 && facts.GetProperty("ring").GetProperty("width").GetDouble() >= 2);
        Assert.Equal("Your email address is confirmed", Text("confirmed", "focus"));
        Assert.Equal("Your email address is confirmed", Text("confirmed", "title"));
        Assert.Equal("Your new password is set", Text("done", "focus"));
        Assert.All(["confirmed", "done"], what => Assert.DoesNotContain("sl", new Uri(Text(what, "url")!).Fragment, StringComparison.Ordinal));
        // Password managers recognise the fields.
        Assert.True(facts.GetProperty("reset").GetProperty("username").GetBoolean());
        Assert.Equal("new-password", Text("reset", "password"));
        Assert.StartsWith("At least 8 characters.", Text("reset", "hint"), StringComparison.Ordinal);
        Assert.Equal("text", facts.GetProperty("shown").GetString());
        Assert.Equal("Get a link for a new password", Text("wellKnown", "heading"));
        Assert.Equal("Check your email", facts.GetProperty("asked").GetString());

        // The server has the changes that the pages made.
        Assert.True((await app.FindUser(name))!.EmailConfirmed);
        await Given.Session(app.Rpc, name, "a longer and more winding road");

        string? Text(string fact, string member) => facts.GetProperty(fact).GetProperty(member).GetString();
    }
}
