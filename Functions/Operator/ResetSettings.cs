using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>Deletes the stored settings, so that the app's own ones and their defaults count again: the way out when a stored one does harm.</summary>
public sealed class ResetSettings(Tables tables)
{
    /// <summary>Deletes all of them; none is fine, too. Running instances follow within seconds.</summary>
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
