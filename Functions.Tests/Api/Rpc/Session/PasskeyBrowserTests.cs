using System.Globalization;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests passkeys in Chromium, with its virtual authenticator. The steps are in passkeys.mjs.</summary>
public sealed class PasskeyBrowserTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_browser_creates_a_passkey_and_signs_in_with_it()
    {
        var browser = Browser.Path();
        var port = Browser.FreePort();
        var origin = $"http://localhost:{port}";
        await using var app = new TestApp(azurite) { Settings = { ["Site:Url"] = origin, ["Cors:AllowedOrigins"] = origin } };
        await app.InitializeAsync();

        var outcome = JsonElement.Parse(await Browser.Run("Functions.Tests/Api/Rpc/Session/passkeys.mjs", browser, port.ToString(CultureInfo.InvariantCulture), app.Http.BaseAddress!.AbsoluteUri));
        Assert.Empty(outcome.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()));
        Assert.Equal(
            """{"created":true,"reason":"second_factor_required","factors":["passkey"],"second":true,"alone":true,"names":["virtual"],"used":true,"again":"InvalidStateError"}""",
            outcome.GetProperty("steps").GetRawText());
    }
}
