using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

/// <summary>The product with WeChat sign-in as documented.</summary>
public sealed class WeChatApp : QuietApp
{
    public WeChatApp(AzuriteFixture azurite)
        : base(azurite) => Settings["WeChat:Mode"] = "open";
}
