using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting.Http;

/// <summary>
/// Creates what the host passes to the worker beside the request: scalar members of a JSON body, query parameters, route values, and the original
/// headers of the caller as JSON under <c>Headers</c>. Names ignore case, and later sources override earlier ones, except the headers: if the caller
/// sent a value named <c>Headers</c>, the real headers are left out.
/// </summary>
internal static class HttpBindingData
{
    public static async Task Add(HttpContext context, MapField<string, TypedData> metadata)
    {
        var data = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase);
        var request = context.Request;
        if (request.ContentLength > 0)
        {
            await AddBody(request, data);
        }

        foreach (var (name, value) in request.Query.Where(pair => !pair.Key.Equals("code", StringComparison.OrdinalIgnoreCase)))
        {
            data[name] = new TypedData { String = value.ToString() };
        }

        foreach (var (name, value) in context.GetRouteData().Values.Where(pair => pair.Value is not null))
        {
            data[name] = new TypedData { String = value!.ToString() };
        }

        data.TryAdd("Query", Json(request.Query.Select(pair => (pair.Key, pair.Value.ToString()))));
        data.TryAdd("Headers", Json(request.Headers.Select(pair => (pair.Key, pair.Value.ToString()))));
        metadata.Add(data);
    }

    /// <summary>Reads the body, whatever its content type, and rewinds it.</summary>
    private static async Task AddBody(HttpRequest request, Dictionary<string, TypedData> data)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var text = (await reader.ReadToEndAsync(request.HttpContext.RequestAborted)).Trim();
        request.Body.Position = 0;
        if (!text.StartsWith('{') || !text.EndsWith('}'))
        {
            return;
        }

        try
        {
            using var body = JsonDocument.Parse(text);
            foreach (var member in body.RootElement.EnumerateObject().Where(member => member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)))
            {
                data[member.Name] = new TypedData { String = Text(member.Value) };
            }
        }
        catch (JsonException)
        {
            // The body is not JSON.
        }
    }

    /// <summary>Returns a scalar as text. A text that is not well-formed Unicode is returned as it was written.</summary>
    private static string Text(JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    private static TypedData Json(IEnumerable<(string Name, string Value)> pairs) =>
        new() { Json = JsonSerializer.Serialize(pairs.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase)) };
}
