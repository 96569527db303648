using System.Buffers;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Telemetry;

namespace Serverless.Operator;

/// <summary>
/// Writes all tables into a folder, a file of JSON lines for each (<see cref="EntityLine"/>), and last a manifest with counts and hashes. A table that
/// is not complete has the ending <c>.part</c>; run again, the command goes on there, and complete files are left alone.
/// </summary>
/// <remarks>
/// The app may run meanwhile. What belongs to one user is of one moment: the rows of a partition come from one query, which storage answers from a
/// snapshot of the partition, and table Names is made from the users. Different users can be of different moments; see docs/runbook.md.
/// </remarks>
public sealed class ExportTables(Tables tables, TimeProvider time)
{
    /// <summary>The ending of a complete table's file.</summary>
    public const string Ending = ".jsonl";

    private const int FlushBytes = 1024 * 1024;

    /// <summary>Writes them.</summary>
    /// <param name="folder">Created if it is not there.</param>
    /// <param name="cancellation">Ends it; run again, it goes on.</param>
    public async Task Run(string folder, CancellationToken cancellation)
    {
        var found = await new RecogniseForm(tables, new FormRows(tables)).Run(cancellation);
        ExportFolder.Create(folder);
        File.Delete(Path.Combine(folder, ExportManifest.FileName));
        await foreach (var (name, table) in tables.Stored(cancellation))
        {
            var file = Path.Combine(folder, name + Ending);
            if (File.Exists(file))
            {
                Console.WriteLine($"{name}: is there");
                continue;
            }

            // Accounts comes before Names.
            var rows = found.IsCurrent && name == nameof(Tables.Names)
                ? await ExportNames(Path.Combine(folder, nameof(Tables.Accounts) + Ending), file, cancellation)
                : await Export(name, table, file, wholePartitions: name == nameof(Tables.Accounts), cancellation);
            Console.WriteLine($"{name}: {rows} rows");
        }

        await (await ExportManifest.Of(folder, found.Row?.Form, ProductVersion.Full, time.GetUtcNow(), cancellation)).Write(folder, cancellation);
    }

    private static async Task<long> ExportNames(string accounts, string file, CancellationToken cancellation)
    {
        var target = ExportFolder.Open(file + ExportFolder.Part, FileMode.Create);
        var rows = await ExportedNames.Write(accounts, target, cancellation);
        await ExportFolder.Complete(target, file, cancellation);
        return rows;
    }

    private static async Task<long> Export(string name, TableClient table, string file, bool wholePartitions, CancellationToken cancellation)
    {
        var (rows, filter) = await PartialFile.Keep(file + ExportFolder.Part, wholePartitions, cancellation);
        var target = ExportFolder.Open(file + ExportFolder.Part, FileMode.Append);
        await using var _ = target;
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        await foreach (var row in wholePartitions ? Partitions(table, filter, cancellation) : table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
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
        await ExportFolder.Complete(target, file, cancellation);
        return rows;
    }

    /// <summary>All rows, each partition from one query: one that goes on behind the end of a page is read again as a whole.</summary>
    private static async IAsyncEnumerable<TableEntity> Partitions(TableClient table, string? filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? read = null;
        await foreach (var page in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation).AsPages().WithCancellation(cancellation))
        {
            var last = page.ContinuationToken is null ? null : page.Values.Count > 0 ? page.Values[^1].PartitionKey : null;
            foreach (var row in page.Values.Where(row => row.PartitionKey != read && row.PartitionKey != last))
            {
                yield return row;
            }

            if (last is not null && last != read)
            {
                read = last;
                await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {last}"), cancellationToken: cancellation))
                {
                    yield return row;
                }
            }
        }
    }
}
