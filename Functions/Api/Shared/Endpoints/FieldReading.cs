using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Serverless.Api.Shared.Http;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Reads query and body of a request: JSON, <c>application/x-www-form-urlencoded</c>, or <c>multipart/form-data</c> whose files are ignored.
/// A body of another type is refused. The step runs before authentication, because in the account family the credential can be one of the fields.
/// </summary>
public sealed class FieldReading : IStep<RestCall>
{
    /// <inheritdoc />
    public async Task<Result> Invoke(RestCall call, Next<RestCall> next, CancellationToken cancellation)
    {
        var (rest, request) = ((RestCall)call, call.Request!);
        var (body, refusal) = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? ([], 0) : await RequestBody.Read(request);
        var type = BodyTypes.Of(request.ContentType);
        if (refusal == 0 && body.Length > 0 && (type is BodyType.Unsupported or BodyType.MessagePack || BodyTypes.IsEncoded(request)))
        {
            return Result.Refuse(Reason.UnsupportedContentType);
        }

        if (refusal != 0)
        {
            return Result.Refuse(refusal == StatusCodes.Status413PayloadTooLarge ? Reason.BodyTooLarge : Reason.BodyNotDecoded);
        }

        call.Fields = await Read(request, type, body);
        call.Authorization = call.Family.Credential(request, call.Fields);
        return await next(call, cancellation);
    }

    private static async Task<Fields> Read(HttpRequest request, BodyType type, byte[] body)
    {
        var query = request.QueryString.HasValue ? FormFields.Read(request.QueryString.Value![1..], StringComparer.OrdinalIgnoreCase) : [];
        if (body.Length == 0)
        {
            return new Fields { Query = query };
        }

        var fields = type switch
        {
            BodyType.Form => FormFields.Read(Encoding.UTF8.GetString(body), StringComparer.Ordinal),
            BodyType.Multipart => await ReadMultipart(MediaTypeHeaderValue.Parse(request.ContentType), body),
            _ => ReadJson(body),
        };
        return new Fields { Query = query, Body = fields ?? [], IsMalformed = fields is null };
    }

    /// <summary>Returns the members of an object; none for other values; null if the body is not valid JSON.</summary>
    private static Dictionary<string, JsonElement>? ReadJson(byte[] body) =>
        JsonText.TryParse(body, out var json)
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
        // All exceptions, because the body is in memory and only its bytes, which come from the caller, can cause one.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
