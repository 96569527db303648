using System.Security.Cryptography;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>
/// Allocates ids. User ids are one sequence of int64 from <see cref="FirstUser"/>, leased in blocks so that most sign-ups cost
/// no transaction here. When an instance ends, the rest of its block stays unused; no id is allocated twice.
/// </summary>
/// <remarks>
/// The size of blocks adapts so that a block lasts for <see cref="Duration"/>: it grows quickly while blocks are used up faster, and shrinks again
/// when they last longer. Each block is up to a quarter larger, at random, so that instances that started together do not lease together later.
/// The sequence stays below 2^53, which JavaScript represents exactly, for 285 years of a million ids a second.
/// </remarks>
public sealed class Ids(Tables tables, TimeProvider time) : IDisposable
{
    /// <summary>The id of the first ordinary user; 1 is root, the others below are reserved.</summary>
    public const long FirstUser = 100;

    /// <summary>The fewest ids that an instance leases at a time, before the random part.</summary>
    internal const long SmallestBlock = 20;

    /// <summary>The most ids that an instance leases at a time, before the random part.</summary>
    internal const long LargestBlock = 20_000;

    /// <summary>The intended duration of a block.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    // An instance that many people use leases two or three small blocks, and then about one a minute, so that instances seldom meet at the row.
    private const int Growth = 8;

    private const string Partition = "ids";
    private const string Row = "user";
    private const string Next = "Next";

    private readonly SemaphoreSlim _lock = new(1, 1);
    private long _next;
    private long _end;
    private long _size;
    private long _leased;

    /// <summary>Returns the next user id.</summary>
    public async Task<long> NextUser(CancellationToken cancellation)
    {
        await _lock.WaitAsync(cancellation);
        try
        {
            if (_next == _end)
            {
                var size = NextSize();
                var leased = size + RandomNumberGenerator.GetInt32((int)size / 4 + 1);
                _next = await LeaseBlock(leased, cancellation);
                (_end, _size, _leased) = (_next + leased, size, time.GetTimestamp());
            }

            return _next++;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Returns a random positive id for a record that is found only through its owner: a session, an action token, an email.</summary>
    public static long Random()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToInt64(bytes) & long.MaxValue;
    }

    /// <summary>Leases consecutive user ids that no other instance allocates.</summary>
    /// <param name="size">The number of ids.</param>
    /// <param name="cancellation">Cancels the lease.</param>
    /// <returns>The first of them.</returns>
    public async Task<long> LeaseBlock(long size, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var row = await tables.Counters.Find(Partition, Row, cancellation);
            var first = row?.GetInt64(Next) ?? FirstUser;
            var leased = row ?? new TableEntity(Partition, Row);
            leased[Next] = first + size;
            // A lost race costs one more round: the instance that won has advanced the sequence.
            if (row is null ? await tables.Counters.TryAdd(leased, cancellation) : await tables.Counters.TryUpdate(leased, cancellation))
            {
                return first;
            }

            await Contention.Pause(attempt, cancellation);
        }
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
        return (long)Math.Clamp(_size * share, SmallestBlock, Math.Min(Growth * _size, LargestBlock));
    }
}
