using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Tests.Harness;
using RpcStatus = Serverless.Api.Rpc.Protocol.RpcStatus;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Tests the table of codes (rpc.md 1.5): how a caller gets each code, with which HTTP status and which text.</summary>
public sealed class CodeTableTests(CodeTableTests.StrictApp app) : IClassFixture<CodeTableTests.StrictApp>
{
    /// <summary>An installation with limits of one sign-up and a thousand bytes.</summary>
    public sealed class StrictApp : TestApp
    {
        public StrictApp(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["RateLimits:Enabled"] = "true";
            Settings["RateLimits:SignUp:Count"] = "1";
            Settings["SignUp:SendConfirmation"] = "false";
            Settings["Upload:MaximumBytes"] = "1000";
        }
    }

    /// <summary>Codes that the server knows and never returns, with the reason.</summary>
    private static readonly Dictionary<int, string> Unreachable = new()
    {
        [-32805] = "no method is private",
        [-32810] = "no method needs a socket",
        [-32900] = "there are no sockets",
    };

    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<int, Func<RpcClient, Task<RpcAnswer>>> Ways = new()
    {
        [500] = guest => guest.Call("session/signin", new { username = "x", password = "y" }), // while storage violates its guarantees
        [-32801] = guest => guest.Call("profile/read"),
        [-32802] = async guest =>
        {
            await SignUp(guest);
            return await SignUp(guest);
        },
        [-32803] = guest => guest.Post("/api/v1/test/test", "<a/>", "application/xml"),
        [-32804] = guest => guest.Send(new(HttpMethod.Put, "/api/v1/test/test")),
        [-32807] = guest => guest.Post("/api/v1/test/test", "{"),
        [-32808] = guest => guest.Post("/api/v1/test/test", "[{}]"),
        [-32809] = guest => guest.Call("test/none"),
        [-32901] = guest => Upload(guest, isChunked: true, File("x")),
        [-32902] = guest => Upload(guest, isChunked: false, File(new string('x', 1001))),
        [-32903] = guest => guest.Send(new(HttpMethod.Post, "/api/v1/test/test") { Content = new MultipartFormDataContent { File("x") } }),
        [-32904] = guest => guest.Call("test/upload", "x"),
        [-32905] = guest => Upload(guest, isChunked: false, Part("[]", "params")),
        [-32906] = guest => Upload(guest, isChunked: false, Part("x", "file")),
        [-32907] = guest => Upload(guest, isChunked: false, File("x"), Part("x", "other")),
    };

    [Theory]
    [InlineData(500, 500, "internal_error", "Internal Server Error")]
    [InlineData(-32801, 401, "insufficient_permissions", "Insufficient permissions to call API method")]
    [InlineData(-32802, 429, "too_many_requests", "Too many requests")]
    [InlineData(-32803, 415, "unsupported_content_type", "Unsupported content type")]
    [InlineData(-32804, 405, "http_method_not_allowed", "HTTP method not allowed")]
    [InlineData(-32807, 400, "body_not_decoded", "Unable to decode RPC message body")]
    [InlineData(-32808, 400, "invalid_parameters", """Parameter "args" is invalid""")]
    [InlineData(-32809, 404, "method_not_found", "API method not found")]
    [InlineData(-32901, 411, "upload_size_required", "Upload size is required")]
    [InlineData(-32902, 413, "upload_too_large", "Upload too large")]
    [InlineData(-32903, 400, "upload_not_supported", "API method not support uplads")]
    [InlineData(-32904, 400, "upload_required", "API upload method called as RPC")]
    [InlineData(-32905, 400, "upload_file_required", "Upload file is required")]
    [InlineData(-32906, 400, "upload_file_invalid", "Upload file content type is invalid")]
    [InlineData(-32907, 400, "upload_unexpected_field", "Unexpected multipart/form-data field")]
    public async Task Callers_receive_each_error_code(int code, int http, string reason, string text)
    {
        var isDefect = code == 500;
        if (isDefect)
        {
            app.Faults.FailBefore(_ => throw new InvalidOperationException("A defect."));
        }

        var answer = await Ways[code](app.Rpc);
        app.Faults.Clear();
        Assert.Equal(http, answer.HttpStatus);
        var meta = code == -32808 ? (object)new { reason, details = Details(answer) } : new { reason };
        Assert.Equal(JsonSerializer.Serialize(
            new { jsonrpc = "2.0", error = new { code, message = text, data = new { exception = isDefect, meta } } }, AsItIs), answer.Body);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(code == -32802, answer.Headers.RetryAfter is not null);
    }

    /// <summary>Returns the invalid parameters with their problems; there is at least one.</summary>
    private static JsonElement Details(RpcAnswer answer)
    {
        var details = JsonElement.Parse(answer.Body).GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("details");
        Assert.All(details.EnumerateArray(), detail => Assert.Equal(["path", "reason", "message"], detail.EnumerateObject().Select(member => member.Name)));
        Assert.NotEqual(0, details.GetArrayLength());
        return details;
    }

    [Fact]
    public void Every_error_code_is_tested_or_listed_as_unreachable()
    {
        var known = Enumerable.Range(-33000, 1000).Where(code => RpcStatus.Text(code) != "Internal Server Error");
        Assert.Equal(Ways.Keys.Where(code => code < 0).Concat(Unreachable.Keys).Order(), known);
    }

    [Theory]
    [InlineData(235, 200)]
    [InlineData(204, 200)]
    [InlineData(205, 200)]
    [InlineData(304, 200)]
    [InlineData(101, 200)]
    [InlineData(418, 418)]
    [InlineData(535, 500)]
    [InlineData(451, 451)]
    [InlineData(499, 499)]
    [InlineData(-1, 500)]
    public void Other_codes_use_their_own_http_status_or_that_of_their_class(int status, int http) => Assert.Equal(http, RpcStatus.Http(status));

    private static Task<RpcAnswer> SignUp(RpcClient guest) => guest.Call("session/signup", new { username = Given.Name(), password = Given.Password });

    private static Task<RpcAnswer> Upload(RpcClient guest, bool isChunked, params HttpContent[] parts)
    {
        var form = new MultipartFormDataContent();
        Array.ForEach(parts, form.Add);
        return guest.Send(new(HttpMethod.Post, "/api/v1/test/upload") { Content = form, Headers = { TransferEncodingChunked = isChunked } });
    }

    private static StringContent File(string text) => Part(text, "file", "f.txt");

    private static StringContent Part(string text, string field, string? fileName = null) => new StringContent(text, null, field == "params" ? "application/json" : "text/plain")
    {
        Headers = { ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{field}\"", FileName = fileName } },
    };
}
