using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Users;

/// <summary>Tests that invitations count for the limit of emails to an address.</summary>
public sealed class InviteLimitTests(InviteLimitTests.App app) : IClassFixture<InviteLimitTests.App>
{
    /// <summary>The product that allows two emails to an address.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["RateLimits:Enabled"] = "true";
            Settings["RateLimits:MailToRecipient:Count"] = "2";
        }
    }

    [Fact]
    public async Task Above_the_limit_no_account_is_created_and_no_email_is_sent()
    {
        var root = await Given.Root(app);
        var (name, other) = (Given.Name(), Given.Name());
        var id = (await root.Call("admin/users/invite", new { username = name, email = Given.Email(name) })).Data.GetProperty("id").GetString();
        Assert.Equal(200, (await root.Call("admin/users/send-invitation", id)).Status);
        Assert.Equal(-32802, (await root.Call("admin/users/send-invitation", id)).Status);
        Assert.Equal(-32802, (await root.Call("admin/users/invite", new { username = other, email = Given.Email(name) })).Status);
        Assert.Null(await app.FindUser(other));
    }
}
