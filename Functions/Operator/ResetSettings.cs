using Serverless.Domain.Audit;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Operator;

/// <summary>Deletes the stored settings, so that the app's own settings and their defaults apply again: the remedy when a stored setting does harm.</summary>
public sealed class ResetSettings(SettingsRows rows, AuditOutbox audit)
{
    /// <summary>Deletes all stored settings, if there are any. Running instances follow within seconds.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await rows.Create(cancellation);
        var stored = await rows.Find(cancellation);
        if (stored is not null && !await audit.Write(AuditEventName.SettingsReset, stored.Values.Keys, events => rows.TryDelete(stored, events, cancellation), cancellation))
        {
            throw new ContentionException();
        }

        Console.WriteLine(stored is null ? "There were no stored settings." : "The stored settings were deleted.");
    }
}
