using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Failures;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;

namespace Serverless.Api.Sockets;

/// <summary>
/// Answers a frame: one frame is one call, which takes the way of every call. Text is JSON, binary is MessagePack, and the answer is encoded as the frame was. Frames
/// that only keep the connection alive are no calls.
/// </summary>
public sealed class MessageEvent(RpcPipeline pipeline, KnownConnections connections, IUserEvents events, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly IResult Nothing = Results.NoContent();

    /// <summary>Answers the event: never with a failure, which would end the connection.</summary>
    public async Task<IResult> Answer(EventRequest sent)
    {
        var isMessagePack = sent.Request.ContentType?.StartsWith(EventAnswer.Binary, StringComparison.OrdinalIgnoreCase) == true;
        var (body, refusal) = await RequestBody.Read(sent.Request);
        if (refusal != 0)
        {
            return Encode(new Call { MethodId = "", IsMessagePack = isMessagePack }, Result.Fail(RpcStatus.BodyNotDecoded, Reason.BodyTooLarge));
        }

        if (!Frame.TryRead(body, isMessagePack, out var frame))
        {
            return Nothing;
        }

        var connection = connections.TryFind(sent.ConnectionId, out var known) ? known : connections.Add(sent.ConnectionId);
        var state = connection.State(sent.State);
        var call = new Call
        {
            MethodId = frame.Method,
            Arguments = frame.Arguments,
            Id = frame.Id,
            IsVoid = frame.IsVoid,
            IsMessagePack = isMessagePack,
            Known = state.Credential,
            Transport = "socket",
            Address = () => state.Address,
            Device = () => new Device(state.UserAgent, state.Address),
        };
        if (!connection.TakeFrame(time.GetTimestamp(), time.TimestampFrequency))
        {
            return Encode(call, RpcForm.Word(Result.TooManyRequests(Pause)));
        }

        switch (frame.Method)
        {
            case "/ping":
                return frame.IsVoid ? Nothing : Pong(call);
            case "/pong":
                return Nothing;
            case "/subscribe" or "/unsubscribe": // every connection hears what is meant for it
                return Encode(call, Result.Ok());
            default:
                return Encode(call, await Dispatch(call));
        }
    }

    private async Task<Result> Dispatch(Call call)
    {
        // Nobody's token: a client that went away must not leave a change half done.
        var result = await pipeline.Dispatch(call, CancellationToken.None);
        if (call is { HasKnownEnded: true, Known: { } known })
        {
            // By time, or its close got lost.
            events.Ended(known.UserId, [known.RecordId], areAll: false);
        }

        return result.Status == RpcStatus.UploadCalledAsRpc ? result.WordedAs(RpcStatus.UploadOverSocket, RpcStatus.Text(RpcStatus.UploadOverSocket)) : result;
    }

    private static IResult Encode(Call call, Result result) =>
        call is { IsVoid: true } ? Nothing : Send(call, RpcAnswer.Encode(call, result));

    /// <summary>The answer to a ping is a method and no result.</summary>
    private static EventAnswer Pong(Call call)
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

    private static EventAnswer Send(Call call, ArrayBufferWriter<byte> body) => new(body.WrittenMemory, call.IsMessagePack ? EventAnswer.Binary : EventAnswer.Text);
}
