using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost;

/// <summary>
/// Receives messages from one queue and runs its function for each, as the real host does. A message is hidden while it is handled, and deleted
/// after success. After a failure it becomes visible again, until it has failed often enough for the poison queue.
/// </summary>
internal sealed partial class QueueListener(
    QueuePlan plan, QueueSettings settings, FunctionRunner runner, TimeProvider time, ILogger<QueueListener> logger)
{
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(100);

    private readonly QueueClient _queue = plan.Account.GetQueueClient(plan.Queue);
    private readonly QueueClient? _poison = plan.PoisonQueue is { } name ? plan.Account.GetQueueClient(name) : null;
    private readonly HashSet<Task> _running = [];
    private bool _created;
    private bool _away;

    /// <summary>Listens until it is stopped, then waits for the handlers.</summary>
    public async Task Listen(CancellationToken stopping)
    {
        var wait = _shortestWait;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                if (_running.Count > (settings.NewBatchThreshold ?? settings.BatchSize / 2))
                {
                    _running.Remove(await Task.WhenAny(_running).WaitAsync(stopping));
                    continue;
                }

                if (await Receive(stopping))
                {
                    wait = _shortestWait;
                    continue;
                }

                await Task.Delay(wait, time, stopping);
                wait = wait * 2 < settings.MaxPollingInterval ? wait * 2 : settings.MaxPollingInterval;
            }
        }
        catch (OperationCanceledException)
        {
            // The listener was stopped.
        }

        await Task.WhenAll(_running);
    }

    /// <returns>Whether there was a message.</returns>
    private async Task<bool> Receive(CancellationToken stopping)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        try
        {
            if (!_created)
            {
                await _queue.CreateIfNotExistsAsync(cancellationToken: stopping);
                _created = true;
            }

            var messages = (await _queue.ReceiveMessagesAsync(settings.BatchSize, MessageLease.Length, stopping)).Value;
            if (_away)
            {
                _away = false;
                Back(plan.Queue);
            }

            foreach (var message in messages)
            {
                _running.Add(Task.Run(() => Handle(message), CancellationToken.None));
            }

            return messages.Length > 0;
        }
#pragma warning disable CA1031 // The listener continues after any failure of storage: refused, reset, timed out, a name not found.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // The queue itself may have been deleted, or the emulator's data with it.
            _created = false;
            SayAway(e);
        }

        return false;
    }

    /// <summary>Handles one message and completes it. Never throws: an incomplete message becomes visible again by itself.</summary>
    private async Task Handle(QueueMessage message)
    {
        await using var lease = new MessageLease(_queue, message, time);
        try
        {
            var succeeded = message.DequeueCount <= settings.MaxDequeueCount && await Run(message);
            var receipt = await lease.End();
            if (succeeded)
            {
                await _queue.DeleteMessageAsync(message.MessageId, receipt);
            }
            else if (_poison is null)
            {
                // There is no poison queue. Visible again at once, the message would cause a fast endless loop: it stays hidden for its lease.
                return;
            }
            else if (message.DequeueCount >= settings.MaxDequeueCount)
            {
                await Bury(message, receipt);
            }
            else
            {
                await _queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: settings.VisibilityTimeout);
            }
        }
#pragma warning disable CA1031 // The listener continues after any failure of storage.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (StorageOutage.Reason(e) is { } reason)
            {
                NotFinishedWithout(message.MessageId, plan.Queue, reason);
            }
            else
            {
                NotFinished(e, message.MessageId, plan.Queue);
            }
        }
    }

    private async Task<bool> Run(QueueMessage message)
    {
        try
        {
            var text = QueueText.Decode(message, settings);
            await runner.Run(plan.Function, text, QueueText.BindingData(message, text));
            return true;
        }
#pragma warning disable CA1031 // Any exception of the function fails only its message.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (StorageOutage.Reason(e) is { } reason)
            {
                FailedWithout(plan.Function.Name, message.MessageId, message.DequeueCount, settings.MaxDequeueCount, reason);
            }
            else
            {
                Failed(e, plan.Function.Name, message.MessageId, message.DequeueCount, settings.MaxDequeueCount);
            }

            return false;
        }
    }

    /// <summary>
    /// Moves a message to the poison queue. Between the two writes it is in both queues. If the second write is lost, it is added to the poison queue again.
    /// </summary>
    private async Task Bury(QueueMessage message, string receipt)
    {
        await _poison!.CreateIfNotExistsAsync();
        await _poison.SendMessageAsync(message.Body.ToString());
        await _queue.DeleteMessageAsync(message.MessageId, receipt);
        Buried(message.MessageId, plan.Queue, _poison.Name, message.DequeueCount);
    }

    private void SayAway(Exception e)
    {
        if (!_away)
        {
            _away = true;
            Away(plan.Queue, StorageOutage.Reason(e) ?? e.GetBaseException().Message);
        }
    }

    [LoggerMessage(20, LogLevel.Error, "Queue function {Name} failed on message {MessageId} (attempt {Attempt} of {Most})")]
    private partial void Failed(Exception exception, string name, string messageId, long attempt, int most);

    [LoggerMessage(21, LogLevel.Error, "Message {MessageId} of queue {Queue} was moved to {PoisonQueue} after {Attempts} attempts")]
    private partial void Buried(string messageId, string queue, string poisonQueue, long attempts);

    [LoggerMessage(22, LogLevel.Warning, "Message {MessageId} of queue {Queue} could not be finished; it will come back")]
    private partial void NotFinished(Exception exception, string messageId, string queue);

    [LoggerMessage(23, LogLevel.Warning, "Storage does not answer for queue {Queue}; trying again until it does: {Reason}")]
    private partial void Away(string queue, string reason);

    [LoggerMessage(24, LogLevel.Information, "Storage answers again for queue {Queue}")]
    private partial void Back(string queue);

    [LoggerMessage(25, LogLevel.Warning, "Storage does not answer for queue function {Name} on message {MessageId} (attempt {Attempt} of {Most}): {Reason}")]
    private partial void FailedWithout(string name, string messageId, long attempt, int most, string reason);

    [LoggerMessage(26, LogLevel.Warning, "Storage does not answer, so message {MessageId} of queue {Queue} could not be finished; it will come back: {Reason}")]
    private partial void NotFinishedWithout(string messageId, string queue, string reason);
}
