using System.Text;
using System.Text.Json;

namespace Serverless.Tests.Harness;

/// <summary>Calls methods over HTTP as the published client does, with an optional token and an optional IP address behind a proxy.</summary>
public sealed class RpcClient(HttpClient http, string? token = null, string? address = null)
{
    public HttpClient Http => http;

    public string? Token => token;

    public RpcClient With(string? otherToken) => new(http, otherToken, address);

    public RpcClient From(string otherAddress) => new(http, token, otherAddress);

    /// <summary>Calls a method with positional parameters; without parameters by GET, or by POST if the method refuses GET.</summary>
    public async Task<RpcAnswer> Call(string method, params object?[] parameters)
    {
        var path = "/api/v1/" + method;
        var answer = parameters.Length == 0 ? await Get(path) : null;
        return answer is null or { HttpStatus: 405 } ? await Post(path, JsonSerializer.Serialize(parameters)) : answer;
    }

    /// <summary>Sends a GET request to any path.</summary>
    public Task<RpcAnswer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a POST request with an unchanged body.</summary>
    public Task<RpcAnswer> Post(string path, string body, string? contentType = "application/json") =>
        Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = contentType is null ? new ByteArrayContent(Encoding.UTF8.GetBytes(body)) : Json(body, contentType) });

    public async Task<RpcAnswer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            }

            if (address is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
            }

            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var answer = await RpcAnswer.From(response);
            if (!IsVoid(request) && Contract.Refuse(request.Method.Method, new Uri(http.BaseAddress!, request.RequestUri!).AbsolutePath, answer.HttpStatus, answer.Envelope) is { } problem)
            {
                Assert.Fail(problem);
            }

            return answer;
        }
    }

    /// <summary>Returns a body with these parameters.</summary>
    public static HttpContent Body(params object?[] parameters) => Json(JsonSerializer.Serialize(parameters));

    private static bool IsVoid(HttpRequestMessage request) => request.Headers.Contains("API-Call-Void") || request.Headers.Contains("X-API-Void-Call");

    private static ByteArrayContent Json(string body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType); // tests also send invalid ones
        return content;
    }
}
