using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Http;

/// <summary>Reads the body of a request into memory.</summary>
internal static class RequestBody
{
    /// <summary>The largest body in bytes. The file of an upload has a separate limit.</summary>
    public const int Maximum = 64 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <returns>The body and 0; or the HTTP status of the error: 413 for a body that is too large, 400 for one that cannot be read.</returns>
    public static async Task<(byte[] Body, int Refusal)> Read(HttpRequest request)
    {
        if (request.ContentLength > Maximum)
        {
            return ([], StatusCodes.Status413PayloadTooLarge);
        }

        if (request.ContentLength == 0)
        {
            return ([], 0);
        }

        try
        {
            return await ReadToEnd(request);
        }
        // All exceptions: no code of this app runs in there. Malformed chunks, an incomplete body and a lost connection are caused by the client.
#pragma warning disable CA1031
        catch (Exception broken)
#pragma warning restore CA1031
        {
            HungUp.Handle(request, broken);
            return ([], Status(broken));
        }
    }

    /// <summary>Returns the HTTP status for a body that the server could not read.</summary>
    public static int Status(Exception broken) =>
        broken is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;

    private static async Task<(byte[] Body, int Refusal)> ReadToEnd(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > Maximum)
            {
                reader.AdvanceTo(read.Buffer.End);
                return ([], StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (body, 0);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
