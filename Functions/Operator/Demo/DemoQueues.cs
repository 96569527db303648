using Serverless.Domain.Email;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;

namespace Serverless.Operator.Demo;

/// <summary>Creates the queues, which the first start of the app creates otherwise.</summary>
public sealed class DemoQueues(EmailQueue email, EraseQueue erase, IndexQueue index, NotificationQueue notifications)
{
    /// <summary>Creates the queues, unless they exist.</summary>
    public Task Create(CancellationToken cancellation) => Task.WhenAll(((MessageQueue[])[email, erase, index, notifications]).Select(queue => queue.Create(cancellation)));
}
