using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>Deletes the stored settings, so that the app's own settings and their defaults apply again: the remedy when a stored setting does harm.</summary>
public sealed class ResetSettings(Tables tables)
{
    /// <summary>Deletes all stored settings, if there are any. Running instances follow within seconds.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await tables.Settings.CreateIfNotExistsAsync(cancellation);
        var count = 0;
        await foreach (var row in tables.Settings.QueryAsync<Azure.Data.Tables.TableEntity>(row => row.PartitionKey == "settings", cancellationToken: cancellation))
        {
            if (!await tables.Settings.TryDelete(row, cancellation))
            {
                throw new Domain.Users.ContentionException();
            }

            count++;
        }

        Console.WriteLine(count == 0 ? "There were no stored settings." : "The stored settings were deleted.");
    }
}
