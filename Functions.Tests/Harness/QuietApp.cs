namespace Serverless.Tests.Harness;

/// <summary>The product without mail of its own accord, for tests that count: only the transactions of the call in question come.</summary>
public sealed class QuietApp : TestApp
{
    public QuietApp(AzuriteFixture azurite)
        : base(azurite) => Settings["SignUp:SendConfirmation"] = "false";
}
