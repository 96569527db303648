using System.Security.Cryptography;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>
/// Hands out ids. User ids are one sequence of int64 from <see cref="FirstUser"/>, leased in blocks so that most sign-ups cost
/// no transaction here; an instance that ends leaves a gap, never a repetition.
/// </summary>
public sealed class Ids(Tables tables) : IDisposable
{
    /// <summary>The id of the first ordinary user; 1 is root, the rest below is reserved.</summary>
    public const long FirstUser = 100;

    /// <summary>The ids that an instance leases at a time.</summary>
    internal const int BlockSize = 20;

    private const string Partition = "ids";
    private const string Row = "user";
    private const string Next = "Next";

    private readonly SemaphoreSlim _lock = new(1, 1);
    private long _next;
    private long _end;

    /// <summary>The next user id.</summary>
    public async Task<long> NextUser(CancellationToken cancellation)
    {
        await _lock.WaitAsync(cancellation);
        try
        {
            if (_next == _end)
            {
                _next = await LeaseBlock(cancellation);
                _end = _next + BlockSize;
            }

            return _next++;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>A random positive id for a record that is found only through its owner: sessions, action tokens, mail.</summary>
    public static long Random()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToInt64(bytes) & long.MaxValue;
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private async Task<long> LeaseBlock(CancellationToken cancellation)
    {
        while (true)
        {
            var row = await tables.Counters.Find(Partition, Row, cancellation);
            var first = row?.GetInt64(Next) ?? FirstUser;
            var leased = row ?? new TableEntity(Partition, Row);
            leased[Next] = first + BlockSize;
            // Losing the race to another instance costs one more round; whoever wins has moved the sequence on.
            if (row is null ? await tables.Counters.TryAdd(leased, cancellation) : await tables.Counters.TryUpdate(leased, cancellation))
            {
                return first;
            }
        }
    }
}
