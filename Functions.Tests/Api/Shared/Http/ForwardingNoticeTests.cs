using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.Shared.Http;

/// <summary>Tests that the first forwarded call is logged once, as a warning if no proxy is trusted.</summary>
public sealed class ForwardingNoticeTests(AzuriteFixture azurite)
{
    private const string Name = "Serverless.Api.Shared.Http.ForwardingNotice";

    [Theory]
    [InlineData("0", 351, "no proxy is trusted")]
    [InlineData("1", 352, "so its client address is 203.0.113.9")]
    [InlineData("2", 352, "so its client address is 203.0.113.8")]
    public async Task The_first_forwarded_call_is_logged_once(string trustedProxies, int eventId, string text)
    {
        using var log = new LogCapture();
        await using var app = new TestApp(azurite) { Configure = log.AddTo };
        app.Settings["RateLimits:TrustedProxies"] = trustedProxies;
        await app.InitializeAsync();
        await app.Rpc.Call("test/test");
        Assert.DoesNotContain(log.Entries, entry => entry.StartsWith(Name, StringComparison.Ordinal));

        await app.Rpc.From("203.0.113.8, 203.0.113.9").Call("test/test");
        await app.Rpc.From("203.0.113.8, 203.0.113.7").Call("test/test");
        var entry = Assert.Single(log.Entries, entry => entry.StartsWith(Name, StringComparison.Ordinal));
        Assert.StartsWith($"{Name} {eventId}: ", entry, StringComparison.Ordinal);
        Assert.Contains(text, entry, StringComparison.Ordinal);
    }
}
