using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Operator;

/// <summary>Deletes the stored settings, so that the app's own settings and their defaults apply again: the remedy when a stored setting does harm.</summary>
public sealed class ResetSettings(SettingsRows rows)
{
    /// <summary>Deletes all stored settings, if there are any. Running instances follow within seconds.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        var hadSettings = await rows.TryReset(cancellation) ?? throw new ContentionException();
        Console.WriteLine(hadSettings ? "The stored settings were deleted." : "There were no stored settings.");
    }
}
