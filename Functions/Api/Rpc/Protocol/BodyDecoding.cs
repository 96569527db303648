using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Http;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// Reads the call from an HTTP request (rpc.md 1.1). A GET call has no parameters. The body of a POST is an array of
/// parameters; any other value is a single parameter. An object with <c>"jsonrpc":"2.0"</c> contains method, parameters and id.
/// The body is JSON, or MessagePack with an equivalent value.
/// </summary>
public sealed class BodyDecoding : IStep<RpcCall>
{
    /// <inheritdoc />
    public async Task<Result> Invoke(RpcCall call, Next<RpcCall> next, CancellationToken cancellation)
    {
        if (call.Request is { } request && await Decode(call, request) is { } refused)
        {
            return refused;
        }

        return await next(call, cancellation);
    }

    private static async Task<Result?> Decode(RpcCall call, HttpRequest request)
    {
        var type = BodyTypes.Of(request.ContentType);
        call.IsMessagePack = type == BodyType.MessagePack;
        if (!HttpMethods.IsPost(request.Method))
        {
            return null; // GET has no parameters; the lookup of the method handles other verbs
        }

        if (type is BodyType.Unsupported or BodyType.Form || BodyTypes.IsEncoded(request))
        {
            return Result.Refuse(Reason.UnsupportedContentType);
        }

        if (type == BodyType.Multipart)
        {
            call.IsMultipart = true;
            return null;
        }

        var (body, refusal) = await RequestBody.Read(request);
        return refusal == StatusCodes.Status413PayloadTooLarge ? Result.Refuse(Reason.BodyTooLarge)
            : refusal == 0 && Parse(body, call.IsMessagePack, out var json) ? Accept(call, json)
            : Result.Refuse(Reason.BodyNotDecoded);
    }

    /// <summary>Parses a body in either encoding; an empty body gives an undefined element.</summary>
    internal static bool Parse(ReadOnlyMemory<byte> body, bool isMessagePack, out JsonElement json)
    {
        if (!isMessagePack)
        {
            return JsonText.TryParse(body.Span, out json);
        }

        json = default;
        var text = new ArrayBufferWriter<byte>();
        return MessagePackJson.TryToJson(body, text) && JsonText.TryParse(text.WrittenSpan, out json);
    }

    private static Result? Accept(RpcCall call, JsonElement json)
    {
        if (RpcRequest.TryRead(json, out var request))
        {
            (call.MethodId, call.Arguments, call.Id) = (request.Method ?? "", request.Arguments, request.Id);
            call.IsVoid |= request.IsVoid;
        }
        else
        {
            call.Arguments = RpcRequest.ArgumentsOf(json);
        }

        return null;
    }
}
