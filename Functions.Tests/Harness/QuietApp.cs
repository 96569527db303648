namespace Serverless.Tests.Harness;

/// <summary>
/// The product without mail of its own accord, for tests that count: only the transactions of the call in question come, those of the
/// limits included, which are wide enough for all tests of a class.
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
