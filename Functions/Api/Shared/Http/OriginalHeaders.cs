using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// On a worker, keeps the X-Forwarded-For header that the caller's request had when it reached the Functions host. The host overwrites that
/// header and passes the original headers as JSON in the binding data <c>Headers</c>.
/// </summary>
/// <remarks>
/// Binding data also contains the query parameters and the scalar members of a JSON body. One of these that is named <c>Headers</c> replaces
/// the original headers, so a caller could forge their IP address. In that case the header counts as absent, and the host's peer is the caller.
/// </remarks>
public sealed partial class OriginalHeaders : IFunctionsWorkerMiddleware
{
    private const string BindingData = "Headers";

    // Larger JSON bodies are not searched.
    private const int LargestBody = 1_048_576;

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            var headers = await IsDisplaced(http.Request) ? null : context.BindingContext.BindingData.GetValueOrDefault(BindingData) as string;
            http.Features.Set(new OriginalForwardedFor(ForwardedFor(headers)));
        }

        await next(context);
    }

    /// <summary>Returns whether the caller may have sent a value that is named <c>Headers</c>.</summary>
    internal static async ValueTask<bool> IsDisplaced(HttpRequest request) =>
        request.Query.ContainsKey(BindingData) || request.RouteValues.ContainsKey(BindingData) || (request.ContentLength > 0 && await BodyNamesHeaders(request));

    private static string ForwardedFor(string? headers)
    {
        if (headers is null)
        {
            return "";
        }

        try
        {
            using var json = JsonDocument.Parse(headers);
            return json.RootElement.EnumerateObject().FirstOrDefault(header => header.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase)).Value is
            { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static async Task<bool> BodyNamesHeaders(HttpRequest request)
    {
        // The host reads a body as JSON if its text begins with a brace, whatever its type is. A body whose first byte cannot begin such a text is not read.
        try
        {
            var start = await request.BodyReader.ReadAsync();
            var first = start.Buffer.FirstSpan is [var head, ..] ? head : (byte)0;
            request.BodyReader.AdvanceTo(start.Buffer.Start);
            if (first is (byte)'[' or (byte)'-' or (byte)'"' or (>= 0x80 and <= 0xC1) or (>= 0xDC and <= 0xDF))
            {
                return false;
            }

            if (request.ContentLength > LargestBody)
            {
                return true;
            }

            request.EnableBuffering(LargestBody);
            using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
            var text = await reader.ReadToEndAsync();
            request.Body.Position = 0;
            return NameOrEscapedLetter().IsMatch(text);
        }
        catch (IOException)
        {
            return true; // the body is incomplete; the next reader of the body reports that
        }
    }

    /// <summary>Matches the name, and any escape that can stand for one of its letters.</summary>
    [GeneratedRegex(@"headers|\\u00[4-7]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOrEscapedLetter();
}
