using Serverless.Tests.Harness;

namespace Serverless.Tests.Rest.Accounts;

/// <summary>The product with WeChat sign-in as documented, and without mail of its own accord.</summary>
public sealed class WeChatApp : TestApp
{
    public WeChatApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["WeChat:Mode"] = "open";
        Settings["SignUp:SendConfirmation"] = "false";
    }
}
