using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Tests the wire protocol of the RPC family (rpc.md 1).</summary>
[Trait("Category", "BlackBox")]
public sealed class EnvelopeTests(Server server) : IClassFixture<Server>
{
    private RpcClient Rpc => server.Rpc;

    [Fact]
    public async Task A_success_has_exactly_the_documented_envelope()
    {
        var answer = await Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password });
        Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"You were registered.","exception":false}}""", answer.Body);
        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task Errors_always_carry_meta_for_the_published_client()
    {
        var answer = await Rpc.Call("profile/read");
        Assert.Equal("""{"jsonrpc":"2.0","error":{"code":-32801,"message":"Insufficient permissions to call API method","data":{"exception":false,"meta":{"reason":"insufficient_permissions"}}}}""", answer.Body);
        Assert.Equal(401, answer.HttpStatus);
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task Status_204_is_sent_as_http_200_with_a_body()
    {
        var (_, client) = await Given.SignedInUser(Rpc);
        // Of concurrent sign-outs one ends the session. The others find nothing to do or are not signed in any more.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Call("session/signout")));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status == 204), answer => Assert.Equal(200, answer.HttpStatus));
    }

    [Theory]
    [InlineData("/api/v1/test/test")]
    [InlineData("/v1/test/test")]
    [InlineData("/api//v1/test/test")]
    [InlineData("/api/v1//test///test")]
    [InlineData("/api/v1/test/test?a=1")]
    [InlineData("/api/v1/te%73t/test")]
    public async Task Reaches_a_method_by_every_spelling_that_clients_use(string path)
    {
        Assert.Equal(200, (await Rpc.Get(path)).Status);
        Assert.Equal(200, (await Rpc.Post(path, "[]")).Status);
    }

    [Theory]
    [InlineData("/api/v1/test/none")]
    [InlineData("/api/v1/Test/Test")]
    [InlineData("/api/v1/test/test/")]
    [InlineData("/api/v3/test/test")]
    [InlineData("/favicon.ico")]
    public async Task Reports_an_unknown_method(string path)
    {
        var answer = await Rpc.Get(path);
        Assert.Equal((404, -32809, "API method not found"), (answer.HttpStatus, answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Refuses_other_verbs_in_the_response_format_of_the_family(string verb)
    {
        var answer = await Rpc.Send(new(new HttpMethod(verb), "/api/v1/test/test"));
        Assert.Equal((405, -32804), (answer.HttpStatus, answer.Status));
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("null", 200)]
    [InlineData("[]", 200)]
    [InlineData("[null]", 200)]
    [InlineData("[\"text\"]", 200)]
    [InlineData("\"text\"", 200)]
    [InlineData("5", 200)]
    [InlineData("{}", -32808)]
    [InlineData("[1,2]", -32808)]
    [InlineData("[", -32807)]
    [InlineData("[1] 2", -32807)]
    [InlineData("\uFEFF[]", 200)]
    [InlineData("\uFEFF", 200)]
    [InlineData("\uFEFF\uFEFF[]", -32807)]
    [InlineData("[\"\\ud800\"]", -32807)]
    [InlineData("{\"a\":1,\"a\":2}", -32807)]
    public async Task Reads_a_body_as_parameters_or_one_parameter_or_refuses_it(string body, int status)
    {
        var answer = await Rpc.Post("/api/v1/test/test", body);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 200 : 400, answer.HttpStatus);
    }

    [Fact]
    public async Task Refuses_bytes_that_are_not_utf_8()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/test/test") { Content = new ByteArrayContent([0x5B, 0x22, 0xFF, 0x22, 0x5D]) };
        Assert.Equal(-32807, (await Rpc.Send(request)).Status);
    }

    [Fact]
    public async Task Refuses_nesting_deeper_than_32() =>
        Assert.Equal(-32807, (await Rpc.Post("/api/v1/test/test", new string('[', 33) + new string(']', 33))).Status);

    [Fact]
    public async Task Accepts_multipart_only_for_methods_that_take_a_file()
    {
        var answer = await Rpc.Post("/api/v1/test/test", "[]", "multipart/form-data; boundary=x");
        Assert.Equal((400, -32903, "API method not support uplads"), (answer.HttpStatus, answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("Application/JSON", 200)]
    [InlineData("application/json;charset=\"UTF-8\"", 200)]
    [InlineData("application/json; charset=utf-16", -32803)]
    [InlineData("application/json; charset=latin1", -32803)]
    [InlineData("application/json; version=1", -32803)]
    [InlineData("application/json5", -32803)]
    [InlineData("application/json, application/json", -32803)]
    [InlineData("application/msgpack5", -32803)]
    [InlineData("application/xml", -32803)]
    [InlineData("text/plain", -32803)]
    [InlineData("application/x-www-form-urlencoded", -32803)]
    public async Task The_content_type_decides_how_the_body_is_read(string contentType, int status)
    {
        var answer = await Rpc.Post("/api/v1/test/test", "[]", contentType);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 200 : 415, answer.HttpStatus);
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("br", 415)]
    [InlineData("identity, gzip", 415)]
    [InlineData("identity", 200)]
    public async Task Refuses_an_encoded_body(string encoding, int status)
    {
        foreach (var type in new[] { "application/json", "multipart/form-data; boundary=x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/test/test") { Content = new StringContent("[]") };
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
            var isUpload = type != "application/json";
            Assert.Equal(isUpload && status == 200 ? 400 : status, (await Rpc.Send(request)).HttpStatus);
        }
    }

    [Fact]
    public async Task Reads_a_body_without_content_type_as_json() => Assert.Equal(200, (await Rpc.Post("/api/v1/test/test", "[]", contentType: null)).Status);

    [Fact]
    public async Task Accepts_a_body_of_64_KiB_and_refuses_a_larger_one_with_413()
    {
        var largest = "[\"" + new string('a', (64 * 1024) - 4) + "\"]";
        Assert.Equal(200, (await Rpc.Post("/api/v1/test/test", largest)).Status);

        var answer = await Rpc.Post("/api/v1/test/test", largest + " ");
        Assert.Equal((413, 413), (answer.HttpStatus, answer.Status));
    }

    [Fact]
    public async Task Refuses_a_body_larger_than_64_KiB_without_a_length_with_413()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/test/test")
        {
            Content = new StreamContent(new MemoryStream(new byte[100 * 1024])),
            Headers = { TransferEncodingChunked = true },
        };
        Assert.Equal(413, (await Rpc.Send(request)).Status);
    }

    [Fact]
    public async Task Reports_a_malformed_body_before_an_unknown_method() =>
        Assert.Equal(-32807, (await Rpc.Post("/api/v1/none", "[")).Status);

    [Fact]
    public async Task Reports_a_missing_permission_before_invalid_parameters() =>
        Assert.Equal(-32801, (await Rpc.Post("/api/v1/profile/set-password", "[1,2,3]")).Status);

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/v1/profile/read")]
    public async Task A_json_rpc_object_names_its_own_method(string path)
    {
        var answer = await Rpc.Post(path, """{"jsonrpc":"2.0","method":"/v1/test/test","params":["x"],"id":7}""");
        Assert.Equal(200, answer.Status);
        Assert.Equal(7, answer.Envelope.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Json_rpc_errors_echo_the_request_id()
    {
        var answer = await Rpc.Post("/api", """{"jsonrpc":"2.0","method":"/v1/none","id":"a"}""");
        Assert.Equal((-32809, "a"), (answer.Status, answer.Envelope.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Treats_json_rpc_params_that_are_no_array_as_one_parameter() =>
        Assert.Equal(200, (await Rpc.Post("/api", """{"jsonrpc":"2.0","method":"/v1/test/test","params":"x","id":1}""")).Status);

    [Theory]
    [InlineData("API-Call-Void")]
    [InlineData("X-API-Void-Call")]
    public async Task A_void_call_receives_only_an_acknowledgement(string header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/profile/read") { Headers = { { header, "true" } } };
        Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""", (await Rpc.Send(request)).Body);

        var unknown = new HttpRequestMessage(HttpMethod.Get, "/api/v1/none") { Headers = { { header, "true" } } };
        Assert.Equal(-32809, (await Rpc.Send(unknown)).Status);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("publish")]
    public async Task Accepts_client_events_with_a_name_and_any_arguments(string method)
    {
        const string ok = """{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""";
        Assert.Equal(ok, (await Rpc.Post($"/api/{method}", """["my-event",1,{"a":2},null]""")).Body);
        Assert.Equal(ok, (await Rpc.Post($"/api/{method}", "\"my-event\"")).Body);
        Assert.Equal("""Parameter "name" is invalid""", (await Rpc.Post($"/api/{method}", "[5]")).Text);
        Assert.Equal(-32808, (await Rpc.Post($"/api/{method}", "[\"\"]")).Status);
        Assert.Equal(-32808, (await Rpc.Post($"/api/{method}", "[{}]")).Status);
        Assert.Equal("Invalid number of parameters", (await Rpc.Post($"/api/{method}", "[]")).Text);
    }

    [Fact]
    public async Task A_get_call_ignores_its_query_and_body()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/test/test?args=1") { Content = new StringContent("[1,2,3]") };
        Assert.Equal(200, (await Rpc.Send(request)).Status);
        Assert.Equal((-32804, "HTTP method not allowed"), (await Rpc.Get("/api/v1/session/signup")) is { } answer ? (answer.Status, answer.Text) : default);
    }

    [Theory]
    [InlineData("/api/ping")]
    [InlineData("/api/pong")]
    public async Task Ping_and_pong_return_no_data(string path)
    {
        var answer = await Rpc.Get(path);
        Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""", answer.Body);
    }

    [Fact]
    public async Task Healthcheck_returns_200_while_storage_is_available() => Assert.Equal(200, (await Rpc.Get("/api/healthcheck")).Status);

    [Theory]
    [InlineData("/api/v1/test/test")]
    [InlineData("/api/v1/profile/read")]
    [InlineData("/none")]
    public async Task Every_response_has_the_security_headers(string path)
    {
        var answer = await Rpc.Get(path);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.StartsWith("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.Equal(OnTheFunctionsHost.NamesTheServer, answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task Times_are_iso_8601_with_milliseconds()
    {
        var answer = await Rpc.Call("test/test");
        Assert.Equal(JsonValueKind.String, answer.Data.ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", answer.Data.GetString());
    }
}
