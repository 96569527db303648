using System.Runtime.CompilerServices;
using System.Text;
using Serverless.Storage.Exports;

namespace Serverless.Operator;

/// <summary>The part of a table that an interrupted export wrote.</summary>
/// <param name="Rows">The number of rows that are kept.</param>
/// <param name="Last">The last row of the file, after which reading continues; null if the file has no rows.</param>
internal sealed record PartialFile(long Rows, ExportedRow? Last)
{
    /// <summary>Removes the incomplete end of the file: the last line if it is not complete, or the last partition.</summary>
    /// <param name="file">The file, which need not exist.</param>
    /// <param name="wholePartitions">Whether the rows of a partition must be of one moment.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public static async Task<PartialFile> Keep(string file, bool wholePartitions, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return new(0, null);
        }

        await using var target = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var (rows, last, lastStart, partitionStart, partitionRows) = (0L, (ExportedRow?)null, 0L, 0L, 0L);
        await foreach (var (line, start) in Lines(target, cancellation))
        {
            var row = ExportedRow.Parse(line);
            (partitionStart, partitionRows) = row.PartitionKey == last?.PartitionKey ? (partitionStart, partitionRows + 1) : (start, 1);
            (rows, last, lastStart) = (rows + 1, row, start + Encoding.UTF8.GetByteCount(line) + 1);
        }

        target.SetLength(wholePartitions ? partitionStart : lastStart);
        return new(wholePartitions ? rows - partitionRows : rows, last);
    }

    /// <summary>Returns the complete lines, each with the position where it begins.</summary>
    private static async IAsyncEnumerable<(string Line, long Start)> Lines(FileStream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var end = await EndOfLastLine(file, cancellation);
        file.Position = 0;
        using var reader = new StreamReader(file, leaveOpen: true);
        for (var position = 0L; position < end && await reader.ReadLineAsync(cancellation) is { } line;)
        {
            yield return (line, position);
            position += Encoding.UTF8.GetByteCount(line) + 1;
        }
    }

    private static async Task<long> EndOfLastLine(FileStream file, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - buffer.Length);
            file.Position = start;
            await file.ReadExactlyAsync(buffer.AsMemory(0, (int)(end - start)), cancellation);
            if (buffer.AsSpan(0, (int)(end - start)).LastIndexOf((byte)'\n') is >= 0 and var at)
            {
                return start + at + 1;
            }

            end = start;
        }

        return 0;
    }
}
