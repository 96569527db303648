using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users.Index;

/// <summary>Defines the content of the user index: all users except root, in the orders of lists, by the suffixes of their texts, and by pseudonym.</summary>
/// <param name="rows">The rows of users.</param>
/// <param name="current">The version, which differs only in tests of an older app.</param>
internal sealed class UserIndexContent(AccountRows rows, byte current) : IIndexContent
{
    /// <summary>Initialises the content of this app.</summary>
    public UserIndexContent(AccountRows rows)
        : this(rows, PackedListing.Version)
    {
    }

    /// <inheritdoc />
    public IIndexVersion Current { get; } = new UserIndexVersion(current);

    /// <inheritdoc />
    public IReadOnlyList<IIndexVersion> Older { get; } =
        [.. Enumerable.Range(PackedListing.WithoutPseudonym, current - PackedListing.WithoutPseudonym).Reverse().Select(number => new UserIndexVersion((byte)number))];

    /// <inheritdoc />
    public async Task<StoredDocument> Read(string document, CancellationToken cancellation) =>
        new((await rows.FindUser(long.Parse(document, null), cancellation))?.Listed);

    /// <inheritdoc />
    public async IAsyncEnumerable<(string Document, byte[] State)> ReadAll([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in rows.AllUsers(cancellation))
        {
            if (PackedListing.Pack(UserListing.ForIndex(row.ToUser()), current) is { } state)
            {
                yield return (UserIndex.Document(row.Id), state);
            }
        }
    }
}
