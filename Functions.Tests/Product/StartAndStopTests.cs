using System.Text.RegularExpressions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Product;

[Trait("Category", "BlackBox")]
public sealed partial class StartAndStopTests(AzuriteFixture azurite)
{
    private readonly string[] _settings = TestApp.Storage(azurite, TestApp.NewPrefix());

    [Fact]
    public async Task The_first_start_prints_roots_password_once_and_it_signs_in()
    {
        var (first, address) = await ProductProcess.Start(_settings);
        await using (first)
        {
            var password = Assert.Single(Password().Matches(first.Output)).Groups[1].Value;
            using var http = new HttpClient { BaseAddress = address };
            await Given.Session(new RpcClient(http), "root", password);
            await first.Terminate();
        }

        var (second, _) = await ProductProcess.Start(_settings);
        await using (second)
        {
            Assert.DoesNotMatch(Password(), second.Output);
        }
    }

    [Fact]
    public async Task It_ends_cleanly_when_asked_to()
    {
        var (product, address) = await ProductProcess.Start(_settings);
        await using (product)
        {
            using var http = new HttpClient { BaseAddress = address };
            Assert.Equal(200, (await new RpcClient(http).Call("test/test")).Status);
            var (exitCode, took) = await product.Terminate();
            Assert.Equal(0, exitCode);
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
            Assert.DoesNotContain("xception", product.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--Password:MinimumLength=0", "MinimumLength")]
    [InlineData("--Storage:Prefix=1-2", "Storage__Prefix")]
    [InlineData("--Storage:TablePrefix=old", "set Storage__Prefix to old")]
    [InlineData("--Site:Url=nowhere", "Site")]
    [InlineData("--Upload:MaximumBytes=0", "Upload__MaximumBytes")]
    [InlineData("--SignUp:Enabled=perhaps", "SignUp:Enabled")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string name)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await ProductProcess.Start([.. _settings, setting]));
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failure.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("Name: root  Password: ([A-Za-z0-9_-]{22})  ")]
    private static partial Regex Password();
}
