using System.Buffers;
using Serverless.Storage;
using Serverless.Storage.Exports;
using Serverless.Storage.Forms;
using Serverless.Telemetry;

namespace Serverless.Operator;

/// <summary>
/// Writes all tables into a folder, one file of JSON lines for each (<see cref="ExportedRow"/>), and last a manifest with counts and hashes. The file of
/// an incomplete table has the suffix <c>.part</c>. When the command runs again, it continues there and keeps complete files.
/// </summary>
/// <remarks>
/// The app may run meanwhile. The data of one user is of one moment: the rows of a partition come from one query, which storage answers from a
/// snapshot of the partition. Table Names is derived from the users. Different users can be of different moments; see docs/runbook.md.
/// </remarks>
public sealed class ExportTables(Tables tables, TimeProvider time)
{
    /// <summary>The suffix of a complete table's file.</summary>
    public const string Ending = ".jsonl";

    private const int FlushBytes = 1024 * 1024;

    /// <summary>Writes the files.</summary>
    /// <param name="folder">The folder, created if it does not exist.</param>
    /// <param name="cancellation">Ends the export; the next run continues it.</param>
    public async Task Run(string folder, CancellationToken cancellation)
    {
        var found = await new RecogniseForm(tables, new FormRows(tables)).Run(cancellation);
        ExportFolder.Create(folder);
        File.Delete(Path.Combine(folder, ExportManifest.FileName));
        await foreach (var table in StoredTable.Existing(tables, cancellation))
        {
            var name = table.Name;
            var file = Path.Combine(folder, name + Ending);
            if (File.Exists(file))
            {
                Console.WriteLine($"{name}: is there");
                continue;
            }

            // Accounts comes before Names.
            var rows = found.IsCurrent && name == nameof(Tables.Names)
                ? await ExportNames(Path.Combine(folder, nameof(Tables.Accounts) + Ending), file, cancellation)
                : await Export(table, file, wholePartitions: name == nameof(Tables.Accounts), cancellation);
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

    private static async Task<long> Export(StoredTable table, string file, bool wholePartitions, CancellationToken cancellation)
    {
        var (rows, last) = await PartialFile.Keep(file + ExportFolder.Part, wholePartitions, cancellation);
        var target = ExportFolder.Open(file + ExportFolder.Part, FileMode.Append);
        await using var _ = target;
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        await foreach (var row in table.Read(last, wholePartitions, cancellation))
        {
            row.WriteTo(buffer);
            rows++;
            if (buffer.WrittenCount >= FlushBytes)
            {
                await target.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
                Console.WriteLine($"{table.Name}: {rows} rows so far");
            }
        }

        await target.WriteAsync(buffer.WrittenMemory, cancellation);
        await ExportFolder.Complete(target, file, cancellation);
        return rows;
    }
}
