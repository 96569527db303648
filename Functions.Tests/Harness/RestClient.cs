using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Serverless.Tests.Harness;

/// <summary>Calls endpoints of the session and account families over HTTP.</summary>
/// <param name="http">The server.</param>
/// <param name="token">The credential, sent as clients of the session family do; null for none.</param>
/// <param name="header">The header that contains the credential.</param>
public sealed class RestClient(HttpClient http, string? token = null, string header = "Authorization")
{
    public string? Token => token;

    /// <summary>Gets headers that every request has. Those without a value are left out.</summary>
    private (string Name, string? Value)[] Headers { get; init; } = [];

    public RestClient With(string? otherToken, string otherHeader = "Authorization") => new(http, otherToken, otherHeader);

    /// <summary>Returns a client that sends its credential as clients of the account family do.</summary>
    public RestClient WithPrivateToken(string? privateToken) => With(privateToken, "PRIVATE-TOKEN");

    public RestClient With(params (string Name, string? Value)[] headers) => new(http, token, header) { Headers = headers };

    public Task<RestReply> Get(string path) => Send(HttpMethod.Get, path);

    public Task<RestReply> Delete(string path, object? body = null) => Send(HttpMethod.Delete, path, body);

    public Task<RestReply> Post(string path, object? body = null) => Send(HttpMethod.Post, path, body);

    public Task<RestReply> Put(string path, object? body = null) => Send(HttpMethod.Put, path, body);

    /// <summary>Sends a form.</summary>
    public Task<RestReply> PostForm(string path, params IEnumerable<KeyValuePair<string, string>> fields) =>
        Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) });

    /// <summary>Sends a body unchanged.</summary>
    public Task<RestReply> Raw(HttpMethod verb, string path, string body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return Send(new HttpRequestMessage(verb, path) { Content = content });
    }

    public Task<RestReply> Send(HttpMethod verb, string path, object? body = null) =>
        body is null ? Send(new HttpRequestMessage(verb, path)) : Raw(verb, path, JsonSerializer.Serialize(body));

    public async Task<RestReply> Send(HttpRequestMessage request)
    {
        using (request)
        {
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation(header, token);
            }

            foreach (var (name, value) in Headers.Where(one => one.Value is not null))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var reply = new RestReply((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
            if (request.Method != HttpMethod.Head
                && Contract.RefuseEndpoint(request.Method.Method, new Uri(http.BaseAddress!, request.RequestUri!).AbsolutePath, reply.Status, reply.Body) is { } problem)
            {
                Assert.Fail(problem);
            }

            return reply;
        }
    }
}

/// <summary>Represents a response as a client sees it.</summary>
public sealed record RestReply(int Status, HttpResponseHeaders Headers, string? ContentType, string Body)
{
    private readonly Lazy<JsonElement> _json = new(() => JsonElement.Parse(Body));

    public JsonElement Json => _json.Value;

    /// <summary>Gets a member of the response.</summary>
    public JsonElement this[string name] => Json.GetProperty(name);

    /// <summary>Gets the names of the response's members, in alphabetical order.</summary>
    public string Members => string.Join(' ', Json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));

    /// <summary>Returns a text for messages of failed assertions.</summary>
    public override string ToString() => $"HTTP {Status} {ContentType}: {Body}";
}
