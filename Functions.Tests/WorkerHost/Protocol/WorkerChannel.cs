using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;

namespace Serverless.WorkerHosting.Protocol;

/// <summary>Exchanges messages with one worker.</summary>
internal sealed class WorkerChannel(string workerId, HostLog log)
{
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _questions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _invocations = new(StringComparer.Ordinal);
    private Exception? _broken;

    /// <summary>Gets a task that completes when the worker has identified itself.</summary>
    public Task Started => _started.Task;

    /// <summary>Carries messages in both directions until the worker closes the stream.</summary>
    /// <exception cref="Grpc.Core.RpcException">Thrown when the stream does not belong to the worker that was started.</exception>
    public async Task Run(IAsyncStreamReader<StreamingMessage> fromWorker, IAsyncStreamWriter<StreamingMessage> toWorker, CancellationToken cancellation)
    {
        if (!await fromWorker.MoveNext(cancellation) || fromWorker.Current.StartStream?.WorkerId != workerId)
        {
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "The stream does not begin with the id of the started worker."));
        }

        _started.TrySetResult();
        var writing = Write(toWorker, cancellation);
        try
        {
            while (await fromWorker.MoveNext(cancellation))
            {
                Take(fromWorker.Current);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The worker has ended without closing the stream.
        }

        Break(new WorkerHostException("The worker closed its stream."));
        await writing;
    }

    /// <summary>Sends a message that has no response.</summary>
    public void Tell(StreamingMessage message) => _toWorker.Writer.TryWrite(message);

    /// <summary>Sends a request and returns the response.</summary>
    public async Task<StreamingMessage> Ask(StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        var answer = _questions[message.RequestId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(message);
        try
        {
            return await answer.Task;
        }
        finally
        {
            _questions.TryRemove(message.RequestId, out _);
        }
    }

    /// <summary>Runs a function and returns the worker's response.</summary>
    public async Task<InvocationResponse> Invoke(InvocationRequest request)
    {
        var response = _invocations[request.InvocationId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new StreamingMessage { RequestId = request.InvocationId, InvocationRequest = request });
        try
        {
            return await response.Task;
        }
        finally
        {
            _invocations.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Fails all pending and future requests to the worker.</summary>
    public void Break(Exception reason)
    {
        _broken ??= reason;
        _toWorker.Writer.TryComplete();
        _started.TrySetException(reason);
        foreach (var question in _questions.Values)
        {
            question.TrySetException(reason);
        }

        foreach (var invocation in _invocations.Values)
        {
            invocation.TrySetException(reason);
        }
    }

    private void Send(StreamingMessage message)
    {
        if (!_toWorker.Writer.TryWrite(message))
        {
            throw new WorkerHostException("The worker has gone.", _broken!);
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                log.Add(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse when _invocations.TryGetValue(message.InvocationResponse.InvocationId, out var invocation):
                invocation.TrySetResult(message.InvocationResponse);
                break;
            default:
                if (_questions.TryGetValue(message.RequestId, out var question))
                {
                    question.TrySetResult(message);
                }

                break;
        }
    }

    private async Task Write(IAsyncStreamWriter<StreamingMessage> toWorker, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in _toWorker.Reader.ReadAllAsync(cancellation))
            {
                await toWorker.WriteAsync(message, cancellation);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The stream has ended; its reader reports that.
        }
    }
}
