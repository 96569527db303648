using System.Net;
using System.Text;
using System.Text.Json;
using MessagePack;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>
/// Tests the event handler with requests in the form that Web PubSub's reference documents (folder recorded). Each request has two signatures. The second one
/// is by the configured key.
/// </summary>
public sealed class EventHandlerTests(EventHandlerTests.ServedApp app) : IClassFixture<EventHandlerTests.ServedApp>
{
    private const string Anonymous = """{"subprotocol":"jsonrpc_2.0","userId":"anonymous","groups":["*","role-guest"]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_configured_service_is_allowed_to_send_events()
    {
        using var allowed = await Send("validation", ("origin", "recorded.webpubsub.azure.com"));
        Assert.Equal((HttpStatusCode.OK, "recorded.webpubsub.azure.com"), (allowed.StatusCode, Assert.Single(allowed.Headers.GetValues("WebHook-Allowed-Origin"))));
        using var refused = await Send("validation", ("origin", "other.webpubsub.azure.com"));
        Assert.Equal((HttpStatusCode.Forbidden, false), (refused.StatusCode, refused.Headers.Contains("WebHook-Allowed-Origin")));
    }

    [Fact]
    public async Task A_connection_with_a_token_belongs_to_the_user_and_its_state_has_no_token()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var id = (await client.Call("profile/read")).Data.GetProperty("id").GetString();
        using var response = await Send("connect", ("token", client.Token!));
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));
        var credential = RecordId(client.Token!);
        Assert.Equal(
            $$"""{"subprotocol":"jsonrpc_2.0","userId":"{{id}}","groups":["*","user-{{id}}","credential-{{credential}}","role-user"]}""", body.GetRawText());
        var state = Encoding.UTF8.GetString(Convert.FromBase64String(State(response)));
        Assert.Equal($$"""{"kind":"session","user":"{{id}}","record":"{{credential}}","address":"203.0.113.7","agent":"Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"}""", state);
    }

    [Fact]
    public async Task Roots_connection_is_in_the_groups_of_its_permissions()
    {
        var root = await Given.Root(app);
        using var response = await Send("connect", ("token", root.Token!));
        Assert.Equal(
            ["*", "user-1", $"credential-{RecordId(root.Token!)}", "role-user", "role-root", "permission-admin"],
            JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop)).GetProperty("groups").EnumerateArray().Select(group => group.GetString()!));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("slc_000000000000000000000000000000000000000000000000000000")]
    public async Task A_connection_with_an_invalid_token_is_anonymous(string token)
    {
        using var response = await Send("connect", ("token", token));
        Assert.Equal(Anonymous, await response.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("\"jsonrpc_2.0\",\"{token}\"", "\"rpc\"")]
    [InlineData("\"jsonrpc_2.0\",\"{token}\"", "")]
    [InlineData("\"subprotocols\"", "\"others\"")]
    [InlineData("{\"claims\"", "\"claims\"")]
    public async Task A_connection_with_another_subprotocol_or_a_malformed_body_is_refused_with_400(string what, string instead)
    {
        using var request = Recorded.Read("connect", text => text.Replace(what, instead, StringComparison.Ordinal));
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_connection_from_a_page_of_another_origin_is_refused_with_403()
    {
        using var request = Recorded.Read("connect", text => text.Replace("\"headers\":{", "\"headers\":{\"origin\":[\"https://evil.example.com\"],", StringComparison.Ordinal));
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task The_response_to_a_text_frame_is_a_text_frame()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        using var response = await Send("message-text", ("state", await StateOf(client)));
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(3, answer.GetProperty("id").GetInt32());
        Assert.Equal(name, answer.GetProperty("result").GetProperty("data").GetProperty("auth").GetProperty("username").GetString());
    }

    [Fact]
    public async Task The_response_to_a_binary_frame_is_a_binary_frame()
    {
        using var request = Recorded.Read("message-binary", text => Recorded.Fill(text, ("state", "")));
        request.Content = new ByteArrayContent(MessagePackSerializer.ConvertFromJson("""{"jsonrpc":"2.0","method":"/ping","params":[],"id":4}""", cancellationToken: Stop))
        {
            Headers = { { "Content-Type", "application/octet-stream" } },
        };
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal("""{"jsonrpc":"2.0","id":4,"method":"/pong"}""", MessagePackSerializer.ConvertToJson(await response.Content.ReadAsByteArrayAsync(Stop), cancellationToken: Stop));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"jsonrpc":"2.0","method":"/pong"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"/v1/test/test","params":["x"]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"/v1/no/such-method","params":[]}""")]
    public async Task A_frame_that_expects_no_response_returns_204(string frame)
    {
        using var response = await SendFrame(frame);
        Assert.Equal((HttpStatusCode.NoContent, 0), (response.StatusCode, (await response.Content.ReadAsByteArrayAsync(Stop)).Length));
    }

    [Fact]
    public async Task A_frame_with_an_error_returns_200_with_the_error_in_the_body()
    {
        foreach (var frame in (string[])
        [
            """{"jsonrpc":"2.0","method":"/v1/profile/read","params":[],"id":1}""", """{"jsonrpc":"2.0","method":"/v1/no/such-method","params":[],"id":1}""",
            """{"jsonrpc":"2.0","method":"/v1/session/signin","params":[[[]]],"id":1}""", $$"""{"jsonrpc":"2.0","method":"/ping","params":["{{new string('x', 100_000)}}"],"id":1}""",
        ])
        {
            using var response = await SendFrame(frame);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True(JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop)).GetProperty("error").GetProperty("code").GetInt32() < -32800, frame);
        }
    }

    [Fact]
    public async Task The_connected_and_disconnected_events_use_no_storage_transactions()
    {
        foreach (var name in (string[])["connected", "disconnected"])
        {
            Assert.Equal(0, await app.CostOf(async () =>
            {
                using var response = await Send(name, ("state", ""), ("user", "100"));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }));
        }
    }

    [Theory]
    [InlineData("ce-signature: sha256=", "ce-signature: sha256=0")]
    [InlineData("ce-signature:", "ce-other:")]
    [InlineData("sha256=", "sha1=")]
    [InlineData("ce-connectionId: q", "ce-connectionId: p")]
    [InlineData("ce-connectionId:", "ce-other:")]
    [InlineData("ce-hub: api", "ce-hub: other")]
    public async Task An_event_without_a_valid_signature_is_refused_with_401_and_uses_no_storage_transactions(string what, string instead)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        foreach (var name in (string[])["connect", "connected", "message-text", "disconnected"])
        {
            // Both signatures are changed, so that neither matches the key.
            using var request = Recorded.Read(name, text => Recorded.Fill(text, ("token", client.Token!), ("state", ""), ("user", "1")).Replace(what, instead, StringComparison.Ordinal).Replace(",sha256=", ",sha256=0", StringComparison.Ordinal));
            Assert.Equal(0, await app.CostOf(async () =>
            {
                using var response = await app.Http.SendAsync(request, Stop);
                Assert.Equal((HttpStatusCode.Unauthorized, 0), (response.StatusCode, (await response.Content.ReadAsByteArrayAsync(Stop)).Length));
            }));
        }
    }

    [Fact]
    public async Task An_upgrade_is_refused_with_426_if_another_service_holds_the_sockets()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    private static string State(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("ce-connectionState"));

    private static long RecordId(string token) =>
        Serverless.Security.Credential.TryParse(token, out var credential) ? credential.RecordId : throw new ArgumentException("This is no credential.", nameof(token));

    private async Task<string> StateOf(RpcClient client)
    {
        using var response = await Send("connect", ("token", client.Token!));
        return State(response);
    }

    private async Task<HttpResponseMessage> Send(string name, params (string Name, string Value)[] values)
    {
        using var request = Recorded.Read(name, text => Recorded.Fill(text, values));
        return await app.Http.SendAsync(request, Stop);
    }

    private async Task<HttpResponseMessage> SendFrame(string frame)
    {
        using var request = Recorded.Read("message-text", text => Recorded.Fill(text, ("state", "")));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(frame)) { Headers = { { "Content-Type", "text/plain" } } };
        return await app.Http.SendAsync(request, Stop);
    }

    /// <summary>Runs an app with a Web PubSub resource for its sockets. The resource does not exist.</summary>
    public sealed class ServedApp : TestApp
    {
        public ServedApp(AzuriteFixture azurite)
            : base(azurite) => Settings["Sockets:ConnectionString"] = $"Endpoint=https://recorded.webpubsub.azure.com;AccessKey={Recorded.AccessKey};Version=1.0;";
    }
}
