namespace Serverless.Tests.Harness;

/// <summary>The product with its default limits. Tests choose the IP addresses of callers.</summary>
public sealed class LimitedApp : TestApp
{
    private static int _addresses;

    public LimitedApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["RateLimits:Enabled"] = "true";
        Settings["SignUp:SendConfirmation"] = "false";
    }

    /// <summary>Returns an IP address that no caller has used.</summary>
    public static string NewAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return $"203.{number >> 16}.{(number >> 8) & 255}.{number & 255}";
    }

    /// <summary>Returns a client with an IP address; null for a new one.</summary>
    public RpcClient From(string? address = null) => Rpc.From(address ?? NewAddress());
}
