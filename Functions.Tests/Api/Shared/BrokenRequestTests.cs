using System.Text;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Shared;

/// <summary>Tests requests that no client library sends. Each family answers them in its own response format and never with a 5xx.</summary>
[Trait("Category", "BlackBox")]
public sealed class BrokenRequestTests(Server server) : IClassFixture<Server>
{
    private static readonly (string Path, Func<JsonElement, bool> IsInItsForm)[] Families =
    [
        ("/api/v1/session/signin", body => body.GetProperty("error").GetProperty("data").GetProperty("meta").ValueKind == JsonValueKind.Object),
        ("/api/user/session", body => body.GetProperty("code").GetString() is { Length: > 0 } && body.GetProperty("message").GetString() is { Length: > 0 }),
        ("/api/v2/sign_in", body => body.GetProperty("errors").GetString() is { Length: > 0 }),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("80000000\r\n[]\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFF\r\n[]\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF\r\n[]\r\n0\r\n\r\n")]
    [InlineData("-1\r\n[]\r\n0\r\n\r\n")]
    [InlineData("zz\r\n[]\r\n0\r\n\r\n")]
    [InlineData("\r\n[]\r\n0\r\n\r\n")]
    [InlineData("2\r\n[]xx0\r\n\r\n")]
    [InlineData("2\r\n[]\r\n0\r\nTrailer\r\n\r\n")]
    public async Task Refuses_malformed_chunks_with_400(string chunks)
    {
        Assert.SkipWhen(OnTheFunctionsHost.ReadsRequestsFirst, "The Functions host answers this itself.");
        foreach (var family in Families)
        {
            var answer = await RawHttp.Send(server.Address, $"POST {family.Path} HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked", Encoding.Latin1.GetBytes(chunks));
            AssertRefused(family, 400, answer);
        }
    }

    [Fact]
    public async Task Refuses_a_body_that_is_too_large_with_413_with_or_without_a_length()
    {
        foreach (var family in Families)
        {
            var announced = await RawHttp.Send(server.Address, $"POST {family.Path} HTTP/1.1\nContent-Type: application/json\nContent-Length: 65537", new byte[65537]);
            AssertRefused(family, 413, announced);
            var chunks = (byte[])[.. "20000\r\n"u8, .. new byte[0x20000], .. "\r\n0\r\n\r\n"u8];
            AssertRefused(family, 413, await RawHttp.Send(server.Address, $"POST {family.Path} HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked", chunks));
        }
    }

    [Theory]
    [InlineData("db ff ff ff ff 41")] // a text of 4 GiB
    [InlineData("db 7f ff ff ff 41")]
    [InlineData("dd ff ff ff ff")]
    [InlineData("df ff ff ff ff")]
    [InlineData("c6 ff ff ff ff 41")]
    [InlineData("c9 ff ff ff ff 01 41")]
    [InlineData("c9 7f ff ff ff ff 41")]
    [InlineData("91 c1")]
    [InlineData("91 cf ff")]
    [InlineData("91 d9 ff")]
    [InlineData("91 c7 01 01 65")] // an integer of the digits "e"
    [InlineData("91 81 c0 c0")]
    [InlineData("91 ca 7f c0 00 00")] // NaN
    public async Task Refuses_meaningless_message_pack_with_400(string bytes)
    {
        var body = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
        var answer = await RawHttp.Send(server.Address, $"POST /api/v1/session/signin HTTP/1.1\nContent-Type: application/msgpack\nContent-Length: {body.Length}", body);
        Assert.Equal((400, "application/msgpack"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task Refuses_a_malformed_upload_with_400()
    {
        foreach (var body in new[] { "", "--x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nabc" })
        {
            var answer = await RawHttp.Send(server.Address, $"POST /api/v1/test/upload HTTP/1.1\nContent-Type: multipart/form-data; boundary=x\nContent-Length: {body.Length}", Encoding.Latin1.GetBytes(body));
            Assert.True(answer.Status == 400 && answer.Text.Contains("-32807", StringComparison.Ordinal), $"{body}: {answer}");
        }
    }

    [Fact]
    public async Task Reads_a_latin_1_byte_in_a_header_as_its_character()
    {
        Assert.SkipWhen(OnTheFunctionsHost.ReadsRequestsFirst, "The Functions host answers this itself.");
        var name = await Given.User(server.Rpc);
        foreach (var encoding in new[] { Encoding.Latin1, Encoding.UTF8 })
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { user = name, pass = Given.Password });
            var answer = await RawHttp.Send(server.Address, $"POST /api/user/session HTTP/1.1\nContent-Type: application/json\nX-Token-Name: Café\nX-Other: ÿþ\nContent-Length: {body.Length}", body, headEncoding: encoding);
            Assert.Equal(201, answer.Status);
            var session = await server.Rest.With(JsonElement.Parse(answer.Body).GetProperty("token").GetString()).Get("/api/user/session");
            Assert.Equal("Café", session["name"].GetString());
        }
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/json5", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/msgpack", 415)]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData(null, 200)]
    public async Task The_other_families_accept_only_json_and_forms(string? contentType, int status)
    {
        var name = await Given.User(server.Rpc);
        var session = await server.Rest.Raw(HttpMethod.Post, "/api/user/session", JsonSerializer.Serialize(new { user = name, pass = Given.Password }), contentType);
        Assert.Equal(status == 200 ? 201 : status, session.Status);
        Assert.Equal(status, (await server.Rest.Raw(HttpMethod.Post, "/api/v2/sign_in", JsonSerializer.Serialize(new { login = name, password = Given.Password }), contentType)).Status);
    }

    [Fact]
    public async Task The_other_families_skip_a_byte_order_mark_and_refuse_encoded_bodies()
    {
        var name = await Given.User(server.Rpc);
        var body = "\uFEFF" + JsonSerializer.Serialize(new { user = name, pass = Given.Password, login = name, password = Given.Password });
        Assert.Equal(201, (await server.Rest.Raw(HttpMethod.Post, "/api/user/session", body)).Status);
        Assert.Equal(200, (await server.Rest.Raw(HttpMethod.Post, "/api/v2/sign_in", body)).Status);
        foreach (var family in Families.Skip(1))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, family.Path) { Content = new StringContent(body, null, "application/json") };
            request.Content.Headers.ContentEncoding.Add("gzip");
            using var response = await server.Rpc.Http.SendAsync(request, Stop);
            Assert.Equal(415, (int)response.StatusCode);
            Assert.True(family.IsInItsForm(JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Stop))));
        }
    }

    private static void AssertRefused((string Path, Func<JsonElement, bool> IsInItsForm) family, int status, RawAnswer answer)
    {
        Assert.True(answer.Status == status, $"{family.Path}: {answer}");
        Assert.True(family.IsInItsForm(JsonElement.Parse(answer.Body)), $"{family.Path}: {answer}");
    }
}
