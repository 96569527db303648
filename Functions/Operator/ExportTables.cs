using System.Buffers;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>
/// Writes all tables into a folder, a file of JSON lines for each (<see cref="EntityLine"/>), in the order of their keys. A table that is not
/// complete has the ending <c>.part</c>; run again, the command goes on after its last whole line, and complete files are left alone.
/// </summary>
/// <remarks>Row after row while the app may run, so not the state of one moment; see docs/runbook.md.</remarks>
public sealed class ExportTables(Tables tables)
{
    /// <summary>The ending of a complete table's file.</summary>
    public const string Ending = ".jsonl";

    private const string Part = ".part";
    private const int FlushBytes = 1024 * 1024;

    /// <summary>Writes them.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="cancellation">Ends it; run again, it goes on.</param>
    public async Task Run(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await foreach (var (name, table) in tables.Stored(cancellation))
        {
            var file = Path.Combine(folder, name + Ending);
            if (File.Exists(file))
            {
                Console.WriteLine($"{name}: is there");
                continue;
            }

            var rows = await Export(name, table, file + Part, cancellation);
            File.Move(file + Part, file);
            Console.WriteLine($"{name}: {rows} rows");
        }
    }

    private static async Task<long> Export(string name, TableClient table, string file, CancellationToken cancellation)
    {
        var (rows, last) = await KeepWholeLines(file, cancellation);
        await using var target = new FileStream(file, FileMode.Append, FileAccess.Write);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        var filter = last is null ? null : TableClient.CreateQueryFilter($"PartitionKey gt {last.PartitionKey} or (PartitionKey eq {last.PartitionKey} and RowKey gt {last.RowKey})");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            EntityLine.Write(row, buffer);
            rows++;
            if (buffer.WrittenCount >= FlushBytes)
            {
                await target.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
                Console.WriteLine($"{name}: {rows} rows so far");
            }
        }

        await target.WriteAsync(buffer.WrittenMemory, cancellation);
        return rows;
    }

    /// <summary>Cuts off what was being written when an earlier run ended.</summary>
    /// <returns>How many rows are there, and the last of them.</returns>
    private static async Task<(long Rows, TableEntity? Last)> KeepWholeLines(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return (0, null);
        }

        var (rows, last) = (0L, (string?)null);
        await using (var target = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
        {
            target.SetLength(await EndOfLastLine(target, cancellation));
        }

        await foreach (var line in File.ReadLinesAsync(file, cancellation))
        {
            (rows, last) = (rows + 1, line);
        }

        return (rows, last is null ? null : EntityLine.Read(last));
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
