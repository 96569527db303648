using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Serverless.Api.Rpc.Protocol;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Shared;

/// <summary>
/// Tests calls in MessagePack (rpc.md 1.1 and 2.6), byte by byte. PublishedClient/client.mjs makes some with the codec of the published client.
/// </summary>
public sealed class MessagePackTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("c0", "null")]
    [InlineData("c3", "true")]
    [InlineData("2a", "42")]
    [InlineData("ff", "-1")]
    [InlineData("cfffffffffffffffff", "18446744073709551615")]
    [InlineData("d38000000000000000", "-9223372036854775808")]
    [InlineData("cb3ff8000000000000", "1.5")]
    [InlineData("ca3fc00000", "1.5")]
    [InlineData("a2c3bc", "\"ü\"")]
    [InlineData("d9015c", "\"\\\\\"")]
    [InlineData("9301a16180", "[1,\"a\",{}]")]
    [InlineData("81a16101", "{\"a\":1}")]
    [InlineData("d40000", "null")]
    [InlineData("91d40000", "[null]")]
    [InlineData("82a161d40000a16201", "{\"b\":1}")]
    [InlineData("c71401" + "3930303731393932353437343039393130303030", "90071992547409910000")]
    [InlineData("c70cff1dcd650000000000615dcb6c", "\"2021-10-06T16:14:36.5Z\"")]
    [InlineData("d6ff615dcb6c", "\"2021-10-06T16:14:36Z\"")]
    [InlineData("", "")]
    public void MessagePack_has_the_content_of_the_json(string hex, string json) => Assert.Equal(json, ToJson(hex));

    [Theory]
    [InlineData("c1")] // no type
    [InlineData("92")] // ends too early
    [InlineData("dd7fffffff")] // announces two thousand million items
    [InlineData("df7fffffff")]
    [InlineData("db7fffffff61")]
    [InlineData("0101")] // two values
    [InlineData("a1ff")] // not UTF-8
    [InlineData("8101c0")] // a key that is no text
    [InlineData("81a1ffc0")]
    [InlineData("c40161")] // binary
    [InlineData("c7040061616161")] // an ArrayBuffer
    [InlineData("d50100")] // another extension
    [InlineData("c701012d")] // an invalid integer
    [InlineData("c70cff3b9aca000000000000000000")] // a thousand million nanoseconds
    [InlineData("c70cff000000007fffffffffffffff")] // a time out of range
    [InlineData("cb7ff0000000000000")] // infinity
    [InlineData("cb7ff8000000000000")] // not a number
    public void Refuses_values_that_json_cannot_express(string hex) => Assert.Null(ToJson(hex));

    [Fact]
    public void Allows_the_nesting_depth_of_json()
    {
        Assert.NotNull(ToJson(string.Concat(Enumerable.Repeat("91", 31)) + "90"));
        Assert.Null(ToJson(string.Concat(Enumerable.Repeat("91", 32)) + "90"));
        Assert.Null(ToJson(string.Concat(Enumerable.Repeat("91", 60_000))));
    }

    [Theory]
    [InlineData("{\"a\":[1,-1,1.5,true,null,\"ü\"],\"b\":{}}")]
    [InlineData("[18446744073709551615,9223372036854775807,-9223372036854775808,128,-33,65536]")]
    public void Values_survive_a_round_trip(string json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        MessagePackJson.Write(JsonElement.Parse(json), bytes, null);
        Assert.Equal(json, ToJson(Convert.ToHexString(bytes.WrittenSpan)));
    }

    [Fact]
    public async Task Answers_the_ping_of_the_client_of_2021_with_its_id()
    {
        // rpc.md 9: {"jsonrpc":"2.0","method":"/ping","params":undefined,"id":1}
        var (status, body) = await Post("/api", "84a76a736f6e727063a3322e30a66d6574686f64a52f70696e67a6706172616d73d40000a2696401");
        Assert.Equal((200, """{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false},"id":1}"""), (status, ToJson(body)));
    }

    [Fact]
    public async Task A_time_is_an_extension_of_twelve_bytes()
    {
        var (_, body) = await Post("/api/v1/test/test", "90");
        Assert.Matches("A464617461C70CFF[0-9A-F]{8}00000000[0-9A-F]{8}$", body);
        var data = JsonElement.Parse(ToJson(body)!).GetProperty("result").GetProperty("data").GetDateTimeOffset();
        Assert.InRange(app.Clock.GetUtcNow() - data, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("91c1", 400, -32807, "body_not_decoded")]
    [InlineData("9101", 400, -32808, "invalid_parameters")]
    [InlineData("92a161d40000", 400, -32808, "invalid_parameters")]
    public async Task Errors_are_the_same_as_in_json(string hex, int http, int code, string reason)
    {
        var (status, body) = await Post("/api/v1/session/signin", hex);
        var error = JsonElement.Parse(ToJson(body)!).GetProperty("error");
        Assert.Equal((http, code, reason), (status, error.GetProperty("code").GetInt32(), error.GetProperty("data").GetProperty("meta").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Allows_the_body_size_of_json()
    {
        Assert.Equal(413, (await Post("/api/v1/test/test", "91db" + (65_536).ToString("x8", null) + string.Concat(Enumerable.Repeat("61", 65_536)))).Status);
        Assert.Equal(200, (await Post("/api/v1/test/test", "91db" + (65_530).ToString("x8", null) + string.Concat(Enumerable.Repeat("61", 65_530)))).Status);
    }

    [Fact]
    public async Task Signing_in_and_a_call_without_parameters_work_in_MessagePack()
    {
        var name = await Given.User(app.Rpc);
        var bytes = new ArrayBufferWriter<byte>();
        MessagePackJson.Write(JsonSerializer.SerializeToElement(new object?[] { new { username = name, password = Given.Password }, null }), bytes, null);
        var (_, body) = await Post("/api/v1/session/signin", Convert.ToHexString(bytes.WrittenSpan));
        var token = JsonElement.Parse(ToJson(body)!).GetProperty("result").GetProperty("data").GetProperty("token").GetString();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/profile/read") { Headers = { Authorization = new("Bearer", token) } };
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/msgpack") } };
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/msgpack", response.Content.Headers.ContentType?.ToString());
        var profile = ToJson(Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)))!;
        Assert.Equal(name, JsonElement.Parse(profile).GetProperty("result").GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Uploads_accept_and_return_MessagePack()
    {
        using var file = new StringContent("content");
        using var parameters = new ByteArrayContent(Convert.FromHexString("9181a16101")) { Headers = { ContentType = new("application/msgpack") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/test/upload")
        {
            Content = new MultipartFormDataContent { { parameters, "params" }, { file, "file", "f.txt" } },
        };
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/msgpack", response.Content.Headers.ContentType?.ToString());
        var answer = ToJson(Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)))!;
        Assert.Equal("""{"a":1}""", JsonElement.Parse(answer).GetProperty("result").GetProperty("data").GetRawText());
    }

    private async Task<(int Status, string Body)> Post(string path, string hex)
    {
        using var content = new ByteArrayContent(Convert.FromHexString(hex)) { Headers = { ContentType = new MediaTypeHeaderValue("application/msgpack") } };
        using var response = await app.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal("application/msgpack", response.Content.Headers.ContentType?.ToString());
        return ((int)response.StatusCode, Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    private static string? ToJson(string hex)
    {
        var json = new ArrayBufferWriter<byte>();
        return MessagePackJson.TryToJson(Convert.FromHexString(hex), json) ? Encoding.UTF8.GetString(json.WrittenSpan) : null;
    }
}
