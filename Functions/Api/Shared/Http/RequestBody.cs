using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Http;

/// <summary>Reads the body of a request into memory.</summary>
internal static class RequestBody
{
    /// <summary>The largest body in bytes; the file of an upload has a limit of its own.</summary>
    public const int Maximum = 64 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <returns>The body, and 0; or the HTTP status of the refusal: 413 for a body that is too large, 400 for one that cannot be read.</returns>
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
        // Every exception: nothing of ours runs in there. Malformed chunks, a body that ends early and a lost connection are the sender's doing.
#pragma warning disable CA1031
        catch (Exception broken)
#pragma warning restore CA1031
        {
            HungUp.Handle(request, broken);
            return ([], Status(broken));
        }
    }

    /// <summary>Gets the HTTP status of a body that the server could not read.</summary>
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
