using Serverless.Measuring.Programs;

namespace Serverless.Tests.Harness;

/// <summary>The product with a site whose passkeys tests create.</summary>
public class FactorApp : TestApp
{
    public const string Site = "app.example.com";
    public const string Origin = "https://" + Site;
    public const string OtherOrigin = "https://" + Site + ":8443";

    /// <summary>Returns a passkey in software, on a page of the site.</summary>
    public static SoftwareAuthenticator Authenticator(string? userHandle = null) => new() { Origin = Origin, UserHandle = userHandle };

    public FactorApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["Site:Url"] = Origin + "/start";
        Settings["Cors:AllowedOrigins"] = OtherOrigin;
    }
}
