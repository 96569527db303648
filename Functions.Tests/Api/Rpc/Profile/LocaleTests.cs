using System.Text.Json;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Languages;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests the language of a user: where it comes from, and that emails are in it.</summary>
public sealed class LocaleTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("*", null)]
    [InlineData("xx", null)]
    [InlineData("de", "de")]
    [InlineData("de-AT, en;q=0.5", "de")]
    [InlineData("xx, zh-TW;q=0.5, en;q=0.7", "en")]
    [InlineData("de;q=0, ZH-Hans-CN;q=0.1", "zh")]
    [InlineData("den", null)]
    [InlineData(";;;", null)]
    public void The_header_is_matched_with_the_languages_that_there_are(string header, string? language) => Assert.Equal(language, PreferredLocale.Of(header));

    [Fact]
    public void A_very_long_header_is_ignored() => Assert.Null(PreferredLocale.Of("de" + new string(' ', 1_000)));

    [Fact]
    public async Task A_sign_up_takes_the_given_language_and_emails_are_in_it()
    {
        var name = Given.Name();
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name), locale = "zh" })).Status);
        Assert.Equal("确认您的电子邮件地址", (await app.Mail.Wait(Given.Email(name), "确认您的电子邮件地址")).Subject);
        Assert.Equal("zh", Text((await (await Given.Session(app.Rpc, name)).Call("profile/read")).Data));
    }

    [Theory]
    [InlineData("/api/v1/session/signup", """[{"username":"$","password":"a long and winding road","email":"$@example.com"}]""")]
    [InlineData("/api/v2/sign_up", """{"username":"$","password":"a long and winding road","password_confirmation":"a long and winding road","email":"$@example.com"}""")]
    [InlineData("/api/user", """{"username":"$","password":"a long and winding road","repeatPassword":"a long and winding road","email":"$@example.com"}""")]
    public async Task A_sign_up_of_each_family_takes_the_language_of_the_browser(string path, string body)
    {
        var name = Given.Name().Replace('-', '_');
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.Replace("$", name, StringComparison.Ordinal), null, "application/json") };
        request.Headers.AcceptLanguage.ParseAdd("de-AT, en;q=0.5");
        Assert.True((await app.Http.SendAsync(request, Stop)).IsSuccessStatusCode);
        Assert.Equal("de", (await app.FindUser(name))!.Locale);
        await app.Mail.Wait($"{name}@example.com", "E-Mail-Adresse bestätigen");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("invite")]
    public async Task An_administrator_chooses_the_language_of_a_new_user(string method)
    {
        var name = Given.Name();
        Assert.Equal(200, (await (await Given.Root(app)).Call($"admin/users/{method}", new { username = name, email = Given.Email(name), locale = "de" })).Status);
        Assert.Equal("de", (await app.FindUser(name))!.Locale);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("invite")]
    public async Task A_user_of_an_administrator_has_the_language_of_the_site_and_not_that_of_the_administrator(string method)
    {
        var name = Given.Name();
        var (root, fields) = (await Given.Root(app), JsonSerializer.Serialize(new[] { new { username = name, email = Given.Email(name) } }));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/admin/users/{method}") { Content = new StringContent(fields, null, "application/json") };
        request.Headers.AcceptLanguage.ParseAdd("zh");
        Assert.Equal(200, (await root.Send(request)).Status);
        Assert.Null((await app.FindUser(name))!.Locale);
    }

    [Fact]
    public async Task A_user_changes_their_language_and_sees_it()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(JsonValueKind.Null, (await client.Call("profile/read")).Data.GetProperty("locale").ValueKind);
        Assert.Equal(200, (await client.Call("profile/set-locale", "de")).Status);
        Assert.Equal("de", Text((await client.Call("profile/read")).Data));
        Assert.Equal(200, (await client.Call("profile/set-locale", [null!])).Status);
        Assert.Equal(JsonValueKind.Null, (await client.Call("profile/read")).Data.GetProperty("locale").ValueKind);
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("DE")]
    [InlineData("de-AT")]
    public async Task Another_language_is_refused_with_a_list_of_those_that_there_are(string language)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var text = $"Language must be one of {string.Join(", ", Locale.All.Select(tag => $"\"{tag}\""))}, or null";
        var answers = new[]
        {
            await client.Call("profile/set-locale", language),
            await app.Rpc.Call("session/signup", new { username = Given.Name(), locale = language }),
            await (await Given.Root(app)).Call("admin/users/create", new { username = Given.Name(), locale = language }),
            await (await Given.Root(app)).Call("admin/users/invite", new { email = Given.Email(Given.Name()), locale = language }),
        };
        Assert.All(answers, answer => Assert.Equal((400, text), (answer.Status, answer.Text)));
    }

    private static string? Text(JsonElement profile) => profile.GetProperty("locale").GetString();
}
