using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// Receives an upload (rpc.md 1.7): multipart with a field <c>file</c> and an optional field <c>params</c> that contains the parameters as an
/// array in JSON or MessagePack. The file is discarded in pieces as it arrives, so that neither memory nor disk use depends on its size.
/// </summary>
public sealed class UploadReader(IOptions<UploadOptions> options, UploadSlots slots)
{
    /// <summary>The maximum number of bytes around the file: boundaries, part headers and the params field.</summary>
    private const int Overhead = 2 * RequestBody.Maximum;

    /// <summary>The time to wait if no slot is free.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Sets the file and the arguments of the call.</summary>
    /// <returns>The failure if the upload is refused; otherwise null.</returns>
    public async Task<Result?> Read(RpcCall call, CancellationToken cancellation)
    {
        var request = call.Request!;
        if (request.ContentLength is not { } length)
        {
            return Result.Refuse(Reason.UploadSizeRequired);
        }

        if (length > Maximum(call) + Overhead)
        {
            return Result.Refuse(Reason.UploadTooLarge);
        }

        using var slot = slots.TryEnter(call.Address());
        if (slot is null)
        {
            return Result.TooManyRequests(Pause);
        }

        try
        {
            return TryGetBoundary(request, out var boundary)
                ? await ReadFields(call, new MultipartReader(boundary, request.Body), cancellation)
                : Result.Refuse(Reason.BodyNotDecoded);
        }
        catch (InvalidDataException broken)
        {
            HungUp.Handle(request, broken.InnerException ?? broken);
            return broken.InnerException is { } cause && RequestBody.Status(cause) == StatusCodes.Status413PayloadTooLarge
                ? Result.Refuse(Reason.UploadTooLarge)
                : Result.Refuse(Reason.BodyNotDecoded);
        }
    }

    private long Maximum(RpcCall call) => call.Caller.IsGuest ? Math.Min(options.Value.AnonymousMaximumBytes, options.Value.MaximumBytes) : options.Value.MaximumBytes;

    private static bool TryGetBoundary(HttpRequest request, [NotNullWhen(true)] out string? boundary)
    {
        boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return boundary is { Length: > 0 and <= 70 }; // RFC 2046 5.1.1
    }

    private async Task<Result?> ReadFields(RpcCall call, MultipartReader reader, CancellationToken cancellation)
    {
        while (await Receive(reader.ReadNextSectionAsync(cancellation)) is { } section)
        {
            var disposition = section.GetContentDispositionHeader();
            var refused = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value switch
            {
                "params" => await ReadParameters(call, section, cancellation),
                "file" when call.Upload is null => await ReadFile(call, section, disposition!, cancellation),
                _ => Result.Refuse(Reason.UploadUnexpectedField),
            };
            if (refused is not null)
            {
                return refused;
            }
        }

        return call.Upload is null ? Result.Refuse(Reason.UploadFileRequired) : null;
    }

    private static async Task<Result?> ReadParameters(RpcCall call, MultipartSection section, CancellationToken cancellation)
    {
        var type = BodyTypes.Of(section.ContentType);
        var isMessagePack = type == BodyType.MessagePack;
        if (type != BodyType.Json && !isMessagePack)
        {
            return Result.Refuse(Reason.UnsupportedContentType);
        }

        using var content = new MemoryStream();
        if (await Copy(section.Body, content, RequestBody.Maximum, cancellation) is null)
        {
            return Result.Refuse(Reason.BodyTooLarge);
        }

        // Also set if the parameters cannot be read: a caller who sends MessagePack can read a response in MessagePack.
        call.IsMessagePack = isMessagePack;
        if (!BodyDecoding.Parse(content.GetBuffer().AsMemory(0, (int)content.Length), isMessagePack, out var json))
        {
            return Result.Refuse(Reason.BodyNotDecoded);
        }

        call.Arguments = RpcRequest.ArgumentsOf(json);
        return null;
    }

    private async Task<Result?> ReadFile(RpcCall call, MultipartSection section, ContentDispositionHeaderValue disposition, CancellationToken cancellation)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
        if (name.Length == 0)
        {
            return Result.Refuse(Reason.UploadFileInvalid);
        }

        if (await Copy(section.Body, Stream.Null, Maximum(call), cancellation) is not { } length)
        {
            return Result.Refuse(Reason.UploadTooLarge);
        }

        call.Upload = new UploadedFile(name.ToString(), section.ContentType, length);
        return null;
    }

    /// <summary>Copies a stream, up to a limit.</summary>
    /// <returns>The number of bytes; null if there are more than the limit.</returns>
    private static async Task<long?> Copy(Stream from, Stream to, long limit, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        long total = 0;
        int read;
        while ((read = await Receive(from.ReadAsync(buffer, cancellation).AsTask())) > 0)
        {
            total += read;
            if (total > limit)
            {
                return null;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return total;
    }

    /// <summary>Awaits a read of the body. All exceptions are caused by the client, and become <see cref="InvalidDataException"/>.</summary>
    private static async Task<T> Receive<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
#pragma warning disable CA1031
        catch (Exception broken)
#pragma warning restore CA1031
        {
            throw new InvalidDataException("The body is incomplete.", broken);
        }
    }
}
