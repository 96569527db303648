namespace Serverless.Tests.Harness;

/// <summary>The product with its limits as they are by default, and callers from wherever a test wants them.</summary>
public sealed class LimitedApp : TestApp
{
    private static int _addresses;

    public LimitedApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["RateLimits:Enabled"] = "true";
        Settings["SignUp:SendConfirmation"] = "false";
    }

    /// <summary>An address that nobody called from so far.</summary>
    public static string NewAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return $"203.{number >> 16}.{(number >> 8) & 255}.{number & 255}";
    }

    /// <summary>A caller from an address; null for a new one.</summary>
    public RpcClient From(string? address = null) => Rpc.From(address ?? NewAddress());
}
