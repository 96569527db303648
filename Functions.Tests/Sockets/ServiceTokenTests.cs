using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Sockets;

/// <summary>Tests events of a Web PubSub resource with an identity, which sends a Microsoft Entra token instead of a signature.</summary>
public sealed class ServiceTokenTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Tenant = "11111111-1111-1111-1111-111111111111";
    private const string Audience = "api://22222222-2222-2222-2222-222222222222";
    private const string Principal = "33333333-3333-3333-3333-333333333333";
    private const string KeyId = "the-key";

    private readonly RSA _key = RSA.Create(2048);
    private readonly LogCapture _log = new();
    private WebApplication _platform = null!;
    private TestApp _app = null!;
    private int _reads;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _platform = builder.Build();
        _platform.Run(http =>
        {
            if (http.Request.Path != "/keys")
            {
                return http.Response.WriteAsync($$"""{"issuer":"https://login.microsoftonline.com/{{Tenant}}/v2.0","jwks_uri":"http://{{http.Request.Host}}/keys"}""", Stop);
            }

            Interlocked.Increment(ref _reads);
            var key = _key.ExportParameters(includePrivateParameters: false);
            return http.Response.WriteAsync(
                $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{KeyId}}","n":"{{Base64Url.EncodeToString(key.Modulus)}}","e":"{{Base64Url.EncodeToString(key.Exponent)}}"}]}""", Stop);
        });
        await _platform.StartAsync(Stop);
        var address = new Uri(_platform.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _app = new TestApp(azurite)
        {
            Settings =
            {
                ["Sockets:Endpoint"] = "https://recorded.webpubsub.azure.com",
                ["Sockets:TenantId"] = Tenant,
                ["Sockets:Audience"] = Audience,
                ["Sockets:ServicePrincipalId"] = Principal,
            },
            Configure = services =>
            {
                _log.AddTo(services);
                services.AddSingleton(new ConfigurationManager<OpenIdConnectConfiguration>(
                    new Uri(address, "/.well-known/openid-configuration").ToString(), new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = false }));
            },
        };
        await _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _platform.DisposeAsync();
        _key.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData("https://sts.windows.net/11111111-1111-1111-1111-111111111111/")]
    [InlineData("https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0")]
    public async Task The_token_of_the_resources_identity_is_accepted(string issuer) =>
        Assert.Equal(HttpStatusCode.OK, await Send(Token(Claims("iss", issuer))));

    [Theory]
    [InlineData("iss", "https://sts.windows.net/44444444-4444-4444-4444-444444444444/")]
    [InlineData("aud", "https://management.azure.com/")]
    [InlineData("oid", "44444444-4444-4444-4444-444444444444")]
    [InlineData("oid", null)]
    [InlineData("exp", "-600")]
    [InlineData("nbf", "600")]
    [InlineData("exp", null)]
    public async Task A_token_with_another_issuer_audience_identity_or_time_is_refused(string claim, string? value) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(Token(Claims(claim, value))));

    [Fact]
    public async Task A_token_must_be_signed_by_the_platform()
    {
        using var other = RSA.Create(2048);
        var good = Token(Claims(null, null));
        var unsigned = $"{Encode("""{"alg":"none"}""")}.{good.Split('.')[1]}.";
        foreach (var token in (string?[])[null, "", "a.b.c", good + "x", unsigned, Token(Claims(null, null), key: other), Token(Claims(null, null), kid: "another")])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Send(token));
        }

        // A signature by an access key is not valid here, because the app has no access key.
        using var signed = Recorded.Read("connected", text => Recorded.Fill(text));
        using var response = await _app.Http.SendAsync(signed, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await Send(good));
    }

    [Fact]
    public async Task Tokens_with_unknown_keys_do_not_make_the_app_read_the_keys_again_and_again()
    {
        Assert.Equal(HttpStatusCode.OK, await Send(Token(Claims(null, null))));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await Send(Token(Claims(null, null))));
            Assert.Equal(HttpStatusCode.Unauthorized, await Send(Token(Claims(null, null), kid: "another")));
        }

        Assert.InRange(_reads, 1, 2);
    }

    [Fact]
    public async Task A_platform_that_cannot_be_reached_is_logged_and_events_are_refused()
    {
        await _platform.StopAsync(Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(Token(Claims(null, null))));
        Assert.Contains(_log.Entries, entry => entry.Contains("The keys of Microsoft Entra could not be read", StringComparison.Ordinal));
    }

    private Dictionary<string, object> Claims(string? claim, string? value)
    {
        var now = _app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = $"https://sts.windows.net/{Tenant}/", ["aud"] = Audience, ["oid"] = Principal, ["nbf"] = now, ["exp"] = now + 3600 };
        if (claim is not null && value is null)
        {
            claims.Remove(claim);
        }
        else if (claim is not null)
        {
            claims[claim] = claim is "exp" or "nbf" ? now + long.Parse(value!, null) : value!;
        }

        return claims;
    }

    private string Token(Dictionary<string, object> claims, RSA? key = null, string kid = KeyId)
    {
        var signed = $"{Encode($$"""{"typ":"JWT","alg":"RS256","kid":"{{kid}}"}""")}.{Encode(JsonSerializer.Serialize(claims))}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private async Task<HttpStatusCode> Send(string? token)
    {
        using var request = Recorded.Read("connected", text => Recorded.Fill(text));
        request.Headers.Remove("ce-signature");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var response = await _app.Http.SendAsync(request, Stop);
        return response.StatusCode;
    }
}
