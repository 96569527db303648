using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>
/// Runs a function for each message of a queue. A message is invisible while it is handled and deleted when that succeeds. After a failure it becomes
/// visible again after the visibility timeout. After the maximum number of dequeues it moves to the poison queue.
/// </summary>
internal sealed class QueueTrigger(HostedFunction function, QueueServiceClient service, string queueName, QueueOptions options, TriggerRun run, HostLog log)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

    private readonly QueueClient _queue = service.GetQueueClient(queueName);
    private readonly QueueClient _poison = service.GetQueueClient($"{queueName}-poison");
    private readonly List<Task> _running = [];

    /// <summary>Listens until it is stopped, then waits for what runs.</summary>
    public async Task Listen(CancellationToken stopping)
    {
        var wait = ShortestWait;
        try
        {
            while (true)
            {
                _running.RemoveAll(task => task.IsCompleted);
                if (_running.Count > (options.NewBatchThreshold ?? options.BatchSize / 2))
                {
                    await Task.WhenAny(_running).WaitAsync(stopping);
                }
                else if (await Receive(stopping))
                {
                    wait = ShortestWait;
                }
                else
                {
                    await Task.Delay(wait, stopping);
                    wait = wait * 2 < options.MaxPollingInterval ? wait * 2 : options.MaxPollingInterval;
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_running);
        }
    }

    private async Task<bool> Receive(CancellationToken stopping)
    {
        try
        {
            var messages = (await _queue.ReceiveMessagesAsync(options.BatchSize, Lease, stopping)).Value;
            _running.AddRange(messages.Select(message => Task.Run(() => Handle(message), CancellationToken.None)));
            return messages.Length > 0;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            if (e is not RequestFailedException { ErrorCode: "QueueNotFound" }) // the app creates it
            {
                log.Add($"[host] queue {queueName}: {e.Message}");
            }

            return false;
        }
    }

    private async Task Handle(QueueMessage message)
    {
        try
        {
            if (await Run(message))
            {
                await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
            else if (message.DequeueCount >= options.MaxDequeueCount)
            {
                await _poison.CreateIfNotExistsAsync();
                await _poison.SendMessageAsync(message.Body);
                await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
            else
            {
                await _queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: options.VisibilityTimeout);
            }
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or WorkerHostException)
        {
            log.Add($"[host] message {message.MessageId} of queue {queueName}: {e.Message}");
        }
    }

    private async Task<bool> Run(QueueMessage message)
    {
        string text;
        try
        {
            text = options.MessageEncoding.Equals("base64", StringComparison.OrdinalIgnoreCase)
                ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString()))
                : message.Body.ToString();
        }
        catch (FormatException e)
        {
            log.Add($"[host] message {message.MessageId} of queue {queueName}: {e.Message}");
            return false;
        }

        return await run.Of(function, function.IsDeferred ? Reference(message, text) : new TypedData { String = text }, Metadata(message, text));
    }

    /// <summary>Returns the message for a parameter of a type of the Queues library.</summary>
    private static TypedData Reference(QueueMessage message, string text) => new()
    {
        ModelBindingData = new ModelBindingData
        {
            Version = "1.0",
            Source = "AzureStorageQueues",
            ContentType = "application/json",
            Content = Google.Protobuf.ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new
            {
                message.MessageId,
                message.PopReceipt,
                MessageText = text,
                message.DequeueCount,
                message.InsertedOn,
                message.ExpiresOn,
                message.NextVisibleOn,
            })),
        },
    };

    private static Dictionary<string, TypedData> Metadata(QueueMessage message, string text) => new()
    {
        ["QueueTrigger"] = new TypedData { String = text },
        ["Id"] = new TypedData { String = message.MessageId },
        ["PopReceipt"] = new TypedData { String = message.PopReceipt },
        ["DequeueCount"] = new TypedData { Json = message.DequeueCount.ToString(CultureInfo.InvariantCulture) },
        ["InsertionTime"] = new TypedData { Json = JsonSerializer.Serialize(message.InsertedOn) },
        ["ExpirationTime"] = new TypedData { Json = JsonSerializer.Serialize(message.ExpiresOn) },
        ["NextVisibleTime"] = new TypedData { Json = JsonSerializer.Serialize(message.NextVisibleOn) },
    };
}
