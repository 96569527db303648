namespace Serverless.Tests.Harness;

/// <summary>
/// The product without emails on its own initiative, for tests that count transactions: only those of the tested call occur, including those of the
/// limits, which are high enough for all tests of a class.
/// </summary>
public class QuietApp : TestApp
{
    public QuietApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["SignUp:SendConfirmation"] = "false";
        Settings["RateLimits:Enabled"] = "true";
        foreach (var limit in new[] { "BadCredentials", "MailFromAddress", "SignInFromAddress", "SignUp" })
        {
            Settings[$"RateLimits:{limit}:Count"] = "1000000";
        }
    }
}
