using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Serverless.LocalHost;

/// <summary>Keeps a message hidden while it is handled: 10 minutes, renewed at half time, as in the real host.</summary>
internal sealed class MessageLease : IAsyncDisposable
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;
    private string _receipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeProvider time)
    {
        _receipt = message.PopReceipt;
        _renewing = Renew(queue, message.MessageId, time);
    }

    /// <summary>Stops the renewal and returns the receipt that is valid then.</summary>
    public async Task<string> End()
    {
        await _end.CancelAsync();
        await _renewing;
        return _receipt;
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        _end.Dispose();
    }

    private async Task Renew(QueueClient queue, string id, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Length / 2, time, _end.Token);
                _receipt = (await queue.UpdateMessageAsync(id, _receipt, visibilityTimeout: Length, cancellationToken: _end.Token)).Value.PopReceipt;
            }
        }
#pragma warning disable CA1031 // A failure here must not end the handling of the message.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The lease has ended. Or storage is unavailable: in that case the message may be handled twice, which handlers must tolerate anyway.
        }
    }
}
