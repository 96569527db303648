using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Email;

namespace Serverless.Tests.Harness;

/// <summary>The product that trusts the tests' mail servers and sends no email on its own initiative.</summary>
public sealed class SmtpApp : TestApp
{
    public SmtpApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["SignUp:SendConfirmation"] = "false";
        Configure = services => services.AddSingleton(new SmtpTrust(SmtpServers.Certificate));
    }

    /// <summary>Returns a client of root.</summary>
    public Task<RpcClient> Root() => Given.Session(Rpc, "root", RootPassword);

    /// <summary>Replaces the stored settings of the mail server by the given ones.</summary>
    public async Task Set(object settings)
    {
        var root = await Root();
        foreach (var part in new[] { new { smtp_hostname = (string?)null, smtp_port = (int?)null, smtp_username = (string?)null, smtp_password = (string?)null, smtp_from = (string?)null, app_url = (string?)null }, settings })
        {
            var answer = await root.Call("admin/settings/update", part);
            Assert.True(answer.Status == 200, answer.ToString());
        }
    }
}
