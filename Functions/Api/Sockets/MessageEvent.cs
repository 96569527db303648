using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Http;
using Serverless.Domain.CallLog;
using Serverless.Domain.Failures;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;

namespace Serverless.Api.Sockets;

/// <summary>
/// Handles the event of a frame. One frame is one call, which passes through the pipeline of all calls. A text frame is JSON, a binary frame is MessagePack,
/// and the response has the encoding of the frame. Frames that only keep the connection alive are not calls.
/// </summary>
public sealed class MessageEvent(RpcPipeline pipeline, KnownConnections connections, IUserEvents events)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly IResult Nothing = Results.NoContent();

    /// <summary>Returns the response to the event. It is always a success, because another HTTP status would end the connection.</summary>
    public async Task<IResult> Answer(EventRequest sent)
    {
        var isMessagePack = sent.Request.ContentType?.StartsWith(EventAnswer.Binary, StringComparison.OrdinalIgnoreCase) == true;
        var (body, refusal) = await RequestBody.Read(sent.Request);
        if (refusal != 0)
        {
            return Encode(new RpcCall { MethodId = "", IsMessagePack = isMessagePack }, Result.Fail(RpcStatus.BodyNotDecoded, Reason.BodyTooLarge));
        }

        if (!BodyDecoding.Parse(body, isMessagePack, out var json) || !RpcRequest.TryRead(json, out var frame) || frame.Method is not { } method)
        {
            return Nothing; // malformed, or a response to a call of the server, which makes no calls
        }

        var connection = connections.TryFind(sent.ConnectionId, out var known) ? known : connections.Add(sent.ConnectionId);
        var state = connection.State(sent.State);
        var call = new RpcCall
        {
            MethodId = method,
            Arguments = frame.Arguments,
            Id = frame.Id,
            IsVoid = frame.IsVoid,
            IsMessagePack = isMessagePack,
            Known = state.Credential,
            Transport = CallTransport.WebSocket,
            Address = () => state.Address,
            Device = () => new Device(state.UserAgent, state.Address) { Family = RpcCall.Family },
        };
        if (!connection.TakeFrame(connections.Now))
        {
            return Encode(call, RpcForm.Word(call, Result.TooManyRequests(Pause)));
        }

        switch (method)
        {
            case "/ping":
                return frame.IsVoid ? Nothing : Pong(call);
            case "/pong":
                return Nothing;
            case "/subscribe" or "/unsubscribe": // without effect: every connection gets all events of its user
                return Encode(call, Result.Ok());
            default:
                return Encode(call, await Dispatch(call));
        }
    }

    private async Task<Result> Dispatch(RpcCall call)
    {
        // No cancellation, because a client that disconnects must not interrupt a change.
        var result = await pipeline.Dispatch(call, CancellationToken.None);
        if (call is { HasKnownEnded: true, Known: { } known })
        {
            // The credential expired, or the close of this socket got lost.
            events.Ended(known.UserId, [known.RecordId], areAll: false);
        }

        return result;
    }

    private static IResult Encode(RpcCall call, Result result) =>
        call is { IsVoid: true } ? Nothing : Send(call, RpcAnswer.Encode(call, result));

    /// <summary>Returns the response to a ping, which has a method instead of a result.</summary>
    private static EventAnswer Pong(RpcCall call)
    {
        var body = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            call.Id.WriteTo(json);
            json.WriteString("method"u8, "/pong"u8);
            json.WriteEndObject();
        }

        return Send(call, call.IsMessagePack ? RpcAnswer.Pack(body.WrittenSpan) : body);
    }

    private static EventAnswer Send(RpcCall call, ArrayBufferWriter<byte> body) => new(body.WrittenMemory, call.IsMessagePack ? EventAnswer.Binary : EventAnswer.Text);
}
