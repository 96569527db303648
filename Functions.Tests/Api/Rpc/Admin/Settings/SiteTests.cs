using System.Net;
using System.Text.Json;
using Serverless.Domain.Languages;
using Serverless.Domain.Settings;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Settings;

/// <summary>Tests the name and the look of the site: how administrators set them, and who sees them.</summary>
public sealed class SiteTests(AzuriteFixture azurite) : AsRoot(() => new QuietApp(azurite))
{
    /// <summary>The smallest PNG image: one pixel.</summary>
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Anyone_reads_the_defaults_of_a_site_without_settings() => Assert.Equal(
        $$"""{"name":null,"color":"#1d4ed8","text_color":"#ffffff","logo":null,"language":"en","languages":{{JsonSerializer.Serialize(Locale.All)}},"sign_up":true}""",
        (await App.Rpc.Call("site/read")).Data.GetRawText());

    [Fact]
    public async Task A_site_that_is_read_often_costs_no_reads_of_storage()
    {
        await App.Rpc.Call("site/read");
        Assert.Equal(0, await App.CostOf(() => App.Rpc.Call("site/read")));
    }

    [Fact]
    public async Task The_logo_is_served_to_anyone_until_another_one_replaces_it()
    {
        await Update(new { site_name = "Shop", site_color = "#ffd700", site_language = "de", site_logo = Png });
        var site = (await App.Rpc.Call("site/read")).Data;
        Assert.Equal(("Shop", "#ffd700", "#000000", "de"), (Text(site, "name"), Text(site, "color"), Text(site, "text_color"), Text(site, "language")));
        var path = Text(site, "logo");
        using var image = await App.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(("image/png", "nosniff", "public, max-age=31536000, immutable"), (image.Content.Headers.ContentType!.MediaType, image.Headers.GetValues("X-Content-Type-Options").Single(), image.Headers.CacheControl!.ToString()));
        Assert.Equal(Png, Convert.ToBase64String(await image.Content.ReadAsByteArrayAsync(Stop)));

        // What was read can be sent back.
        await Update(new { site_logo = path, site_name = "Shop 2" });
        Assert.Equal(path, Text((await App.Rpc.Call("site/read")).Data, "logo"));

        await Update(new { site_logo = Convert.ToBase64String([0xFF, 0xD8, 0xFF, 0xE0]) });
        Assert.EndsWith(".jpg", Text((await App.Rpc.Call("site/read")).Data, "logo"), StringComparison.Ordinal);
        await Update(new { site_logo = (string?)null });
        Assert.Equal(JsonValueKind.Null, (await App.Rpc.Call("site/read")).Data.GetProperty("logo").ValueKind);
        Assert.Equal(0, await App.Get<Tables>().Settings.QueryAsync<Azure.Data.Tables.TableEntity>("RowKey ge 'image;' and RowKey lt 'image<'", cancellationToken: Stop).CountAsync(Stop));
    }

    [Theory]
    [InlineData("/api/site/logo/0123456789abcdef0123456789abcdef.png")]
    [InlineData("/api/site/logo/0123456789abcdef0123456789abcdef.svg")]
    [InlineData("/api/site/logo/..%2Fx.png")]
    [InlineData("/api/site/logo/x")]
    public async Task An_unknown_logo_is_not_found_and_costs_no_read_of_its_own(string path)
    {
        await App.Rpc.Call("site/read");
        HttpStatusCode status = default;
        Assert.Equal(0, await App.CostOf(async () => status = (await App.Http.GetAsync(new Uri(path, UriKind.Relative), Stop)).StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Theory]
    [InlineData("""{"site_color":"red"}""", "site_color")]
    [InlineData("""{"site_color":"#1d4ed"}""", "site_color")]
    [InlineData("""{"site_color":"#1d4edg"}""", "site_color")]
    [InlineData("""{"site_language":"xx"}""", "site_language")]
    [InlineData("""{"site_name":"a\nb"}""", "site_name")]
    [InlineData("""{"site_name":"1234567890123456789012345678901234567890123456789012345678901"}""", "site_name")]
    [InlineData("""{"site_logo":"PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="}""", "site_logo")] // SVG
    [InlineData("""{"site_logo":"R0lGODlhAQABAAAAACw="}""", "site_logo")] // GIF
    [InlineData("""{"site_logo":"not base64"}""", "site_logo")]
    [InlineData("""{"site_logo":"/9j"}""", "site_logo")]
    [InlineData("""{"site_logo":5}""", "site_logo")]
    public async Task An_invalid_value_is_refused_by_name(string settings, string named)
    {
        var answer = await Root.Post("/api/v1/admin/settings/update", $"[{settings}]");
        Assert.Equal(400, answer.Status);
        Assert.StartsWith($"""Setting "{named}" must be """, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logo_can_have_40000_bytes_and_not_one_more()
    {
        await Update(new { site_logo = Image(SiteLogo.MaximumSize) });
        Assert.Equal(400, (await Root.Call("admin/settings/update", new { site_logo = Image(SiteLogo.MaximumSize + 1) })).Status);
        Assert.Equal(400, (await Root.Call("admin/settings/update", new { site_logo = Image(SiteLogo.MaximumSize + 4) })).Status);

        static string Image(int size) => Convert.ToBase64String([.. Convert.FromBase64String(Png), .. new byte[size - Convert.FromBase64String(Png).Length]]);
    }

    [Fact]
    public async Task A_reset_of_the_settings_deletes_the_logo()
    {
        await Update(new { site_logo = Png });
        await new Serverless.Operator.ResetSettings(App.Get<Serverless.Storage.Rows.SettingsRows>(), App.Get<Serverless.Domain.Audit.AuditOutbox>()).Run(Stop);
        Assert.Equal(0, await App.Get<Tables>().Settings.QueryAsync<Azure.Data.Tables.TableEntity>("RowKey ge 'image;' and RowKey lt 'image<'", cancellationToken: Stop).CountAsync(Stop));
    }

    private async Task Update(object settings) => Assert.Equal(200, (await Root.Call("admin/settings/update", settings)).Status);

    private static string Text(JsonElement site, string name) => site.GetProperty(name).GetString()!;
}
