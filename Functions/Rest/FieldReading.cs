using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Serverless.Pipeline;
using Serverless.Pipeline.Rpc;

namespace Serverless.Rest;

/// <summary>
/// Reads query and body of a request: JSON, <c>application/x-www-form-urlencoded</c>, or <c>multipart/form-data</c> whose files are ignored.
/// A body of another type says nothing. Here, because in the account family the credential can be one of the fields.
/// </summary>
public sealed class FieldReading : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        var (rest, request) = ((RestCall)call, call.Request!);
        if (await ReadBody(request) is not { } body)
        {
            return Result.Fail(413);
        }

        rest.Fields = await Read(request, body);
        rest.Authorization = rest.Family.Credential(request, rest.Fields);
        return await next(call, cancellation);
    }

    /// <summary>The whole body; null if it is larger than it may be. What breaks off counts as far as it came: nobody reads the answer.</summary>
    private static async Task<byte[]?> ReadBody(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.ContentLength == 0)
        {
            return [];
        }

        if (request.ContentLength > BodyDecoding.MaximumBody)
        {
            return null;
        }

        // As long as it is said to be, which is short for nearly all; one byte more shows that an unannounced one is too long.
        var body = new byte[(request.ContentLength ?? BodyDecoding.MaximumBody) + 1];
        var length = 0;
        try
        {
            length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode == StatusCodes.Status413PayloadTooLarge ? null : [];
        }
        catch (Exception gone) when (gone is ConnectionAbortedException or ConnectionResetException or OperationCanceledException)
        {
            return [];
        }

        return length > BodyDecoding.MaximumBody ? null : body[..length];
    }

    private static async Task<Fields> Read(HttpRequest request, byte[] body)
    {
        var query = request.QueryString.HasValue ? FormFields.Read(request.QueryString.Value![1..], StringComparer.OrdinalIgnoreCase) : [];
        if (body.Length == 0)
        {
            return new Fields { Query = query };
        }

        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        var fields = type?.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/x-www-form-urlencoded" => FormFields.Read(Encoding.UTF8.GetString(body), StringComparer.Ordinal),
            "multipart/form-data" => await ReadMultipart(type, body),
            null or "application/json" => ReadJson(body),
            _ => [],
        };
        return new Fields { Query = query, Body = fields ?? [], IsMalformed = fields is null };
    }

    /// <summary>The members of an object; none for other values.</summary>
    private static Dictionary<string, JsonElement>? ReadJson(byte[] body) =>
        BodyDecoding.Parse(body, out var json)
            ? (json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : []).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
            : null;

    private static async Task<Dictionary<string, JsonElement>?> ReadMultipart(MediaTypeHeaderValue type, byte[] body)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is not { Length: > 0 and <= 70 }) // RFC 2046 5.1.1
        {
            return null;
        }

        var pairs = new List<(string, JsonElement)>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (section.AsFormDataSection() is { Name.Length: > 0 } field)
                {
                    pairs.Add((field.Name, FormFields.Text(await field.GetValueAsync())));
                }
            }

            return FormFields.Collect(pairs, StringComparer.Ordinal);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            return null;
        }
    }
}
