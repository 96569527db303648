namespace Serverless.Tests.Harness;

/// <summary>The product with <c>Security__FreshForDocumentedMethods</c>.</summary>
public sealed class FreshApp : QuietApp
{
    public FreshApp(AzuriteFixture azurite)
        : base(azurite) => Settings["Security:FreshForDocumentedMethods"] = "true";

    /// <summary>Gets a time after which a session is not fresh any more.</summary>
    public static TimeSpan TooLong { get; } = TimeSpan.FromMinutes(16);

    /// <summary>Creates a user whose session is not fresh any more.</summary>
    public async Task<(string Name, RpcClient Client)> UserWithStaleSession()
    {
        var user = await Given.SignedInUser(Rpc);
        Clock.Advance(TooLong);
        return user;
    }
}
