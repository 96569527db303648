using System.Security.Cryptography;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>Stores the secret that the keys of table Limits depend on, as a row of table Settings. All instances share it.</summary>
public sealed class LimitSecret(Tables tables)
{
    private const string Partition = "limits";
    private const string Row = "secret";
    private const string Secret = "Secret";
    private const int Size = 32;

    /// <summary>Returns the secret. The first instance that needs it generates it.</summary>
    public async Task<byte[]> Load(CancellationToken cancellation)
    {
        while (true)
        {
            if ((await tables.Settings.Find(Partition, Row, cancellation))?.GetBinary(Secret) is { } secret)
            {
                return secret;
            }

            // The first instance to write determines the secret; then all instances read that one.
            await tables.Settings.TryAdd(new TableEntity(Partition, Row) { [Secret] = RandomNumberGenerator.GetBytes(Size) }, cancellation);
        }
    }
}
