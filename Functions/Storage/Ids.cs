using System.Security.Cryptography;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>
/// Hands out ids. User ids are one sequence of int64 from <see cref="FirstUser"/>, leased in blocks so that most sign-ups cost
/// no transaction here; an instance that ends leaves a gap, never a repetition.
/// </summary>
/// <remarks>
/// A block is to last for <see cref="Duration"/>, whatever the number of sign-ups: it doubles while blocks are used up faster, and shrinks again when
/// they last longer. The sequence stays below 2^53, which JavaScript counts exactly, for 285 years of a million ids a second.
/// </remarks>
public sealed class Ids(Tables tables, TimeProvider time) : IDisposable
{
    /// <summary>The id of the first ordinary user; 1 is root, the rest below is reserved.</summary>
    public const long FirstUser = 100;

    /// <summary>The fewest ids that an instance leases at a time.</summary>
    internal const long SmallestBlock = 20;

    /// <summary>The most ids that an instance leases at a time.</summary>
    internal const long LargestBlock = 2000;

    /// <summary>How long a block is to last.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    private const string Partition = "ids";
    private const string Row = "user";
    private const string Next = "Next";

    private readonly SemaphoreSlim _lock = new(1, 1);
    private long _next;
    private long _end;
    private long _size;
    private long _leased;

    /// <summary>The next user id.</summary>
    public async Task<long> NextUser(CancellationToken cancellation)
    {
        await _lock.WaitAsync(cancellation);
        try
        {
            if (_next == _end)
            {
                var size = NextSize();
                _next = await LeaseBlock(size, cancellation);
                (_end, _size, _leased) = (_next + size, size, time.GetTimestamp());
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

    private long NextSize()
    {
        if (_size == 0)
        {
            return SmallestBlock;
        }

        var share = Duration / time.GetElapsedTime(_leased); // infinite if no time has passed
        return (long)Math.Clamp(_size * share, SmallestBlock, Math.Min(2 * _size, LargestBlock));
    }

    private async Task<long> LeaseBlock(long size, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var row = await tables.Counters.Find(Partition, Row, cancellation);
            var first = row?.GetInt64(Next) ?? FirstUser;
            var leased = row ?? new TableEntity(Partition, Row);
            leased[Next] = first + size;
            // Losing the race to another instance costs one more round; whoever wins has moved the sequence on.
            if (row is null ? await tables.Counters.TryAdd(leased, cancellation) : await tables.Counters.TryUpdate(leased, cancellation))
            {
                return first;
            }

            await Contention.Pause(attempt, cancellation);
        }
    }
}
