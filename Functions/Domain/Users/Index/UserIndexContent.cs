using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>Defines the content of the user index: all users except root, in the orders of lists, by the suffixes of their texts, and by pseudonym.</summary>
/// <param name="tables">The tables.</param>
/// <param name="current">The version, which differs only in tests of an older app.</param>
internal sealed class UserIndexContent(Tables tables, byte current) : IIndexContent
{
    /// <summary>Initialises the content of this app.</summary>
    public UserIndexContent(Tables tables)
        : this(tables, PackedListing.Version)
    {
    }

    /// <inheritdoc />
    public IIndexVersion Current { get; } = new UserIndexVersion(current);

    /// <inheritdoc />
    public IIndexVersion? Previous { get; } = current > PackedListing.WithoutPseudonym ? new UserIndexVersion((byte)(current - 1)) : null;

    /// <inheritdoc />
    public async Task<StoredDocument> Read(string document, CancellationToken cancellation)
    {
        var id = long.Parse(document, null);
        return new((await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation))?.ToUser().Listed);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<(string Document, byte[] State)> ReadAll([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = tables.Accounts.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey ge {UserRow.KeyPrefix} and RowKey lt {UserRow.KeyEnd}"), cancellationToken: cancellation);
        await foreach (var row in rows)
        {
            if (PackedListing.Pack(UserListing.ForIndex(row.ToUser()), current) is { } state)
            {
                yield return (UserIndex.Document(long.Parse(row.PartitionKey, null)), state);
            }
        }
    }
}
