using System.Text.Json;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <content>Writes the emails about the events of the change.</content>
public sealed partial class AccountChange
{
    private void AddEmails(IReadOnlyList<AuditEvent> events)
    {
        foreach (var happened in events)
        {
            if (EventEmails.Of(happened, Before, User) is { Count: > 0 } emails)
            {
                _others.Add(new PendingEmailsRow(happened.Id, JsonSerializer.Serialize([.. emails], EmailJson.Default.EmailRequestArray)));
            }
        }
    }
}
