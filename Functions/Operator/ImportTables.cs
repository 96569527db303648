using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Storage.Forms;

namespace Serverless.Operator;

/// <summary>
/// Fills empty tables with the export of <see cref="ExportTables"/>. A row for each table, partition <c>import</c> of Counters, contains the number of
/// stored lines, so the command continues where it was stopped. These rows are deleted at the end. Tables with any other rows are refused.
/// </summary>
public sealed class ImportTables(Tables tables)
{
    /// <summary>The partition of the rows that contain the progress.</summary>
    public const string Partition = "import";

    private const string Lines = nameof(Lines);
    private const int Step = 1_000;
    private const int TransactionBytes = 2 * 1024 * 1024; // as text; the service accepts 4 MiB
    private const int AtOnce = 16;

    /// <summary>Imports the files.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="cancellation">Ends the import; the next run continues it.</param>
    /// <exception cref="OperatorException">There is nothing to import, the export is incomplete or unreadable, or the tables are not empty.</exception>
    public async Task Run(string folder, CancellationToken cancellation)
    {
        var files = Files(folder);
        var version = await Verify(folder, cancellation);
        foreach (var table in tables.All.Concat(files.Values.Select(file => file.Table)).DistinctBy(table => table.Name))
        {
            await table.CreateIfNotExistsAsync(cancellation);
        }

        var progress = await Progress(files.Values.Select(file => file.Table), cancellation);
        foreach (var (name, (file, table)) in files)
        {
            var marker = progress.GetValueOrDefault(name) ?? new TableEntity(Partition, name) { [Lines] = 0L };
            await Import(name, file, table, marker, cancellation);
        }

        // The version row is written last: without it, no instance touches the tables.
        if (version is not null)
        {
            await tables.Settings.UpsertEntityAsync(version, TableUpdateMode.Replace, cancellation);
        }

        // The progress rows are deleted after it. So a run that ends before this point continues, instead of finding tables that are not empty.
        await foreach (var marker in tables.Counters.QueryAsync<TableEntity>(row => row.PartitionKey == Partition, cancellationToken: cancellation))
        {
            await tables.Counters.DeleteEntityAsync(marker.PartitionKey, marker.RowKey, cancellationToken: cancellation);
        }
    }

    /// <summary>Checks the files against the manifest. An export of revision c2ef8d8 has neither a manifest nor a version row.</summary>
    /// <returns>The version row.</returns>
    private static async Task<TableEntity?> Verify(string folder, CancellationToken cancellation)
    {
        var settings = Path.Combine(folder, nameof(Tables.Settings) + ExportTables.Ending);
        var version = await File.ReadLinesAsync(settings, cancellation).Select((line, number) => Read(settings, number + 1, line)).FirstOrDefaultAsync(IsVersion, cancellation);
        var manifest = await ExportManifest.Read(folder, cancellation);
        if (manifest is null && version is not null)
        {
            throw new OperatorException($"{folder} is no complete export: it has no {ExportManifest.FileName}. Run --export until it ends.");
        }

        if (manifest is { Form: > DataForm.Current } || (version is not null && FormRow.From(version).Form > DataForm.Current))
        {
            throw new OperatorException($"{folder} has data of form {manifest?.Form}, and this version reads form {DataForm.Current}. Import it with version {manifest?.Product} or a newer one.");
        }

        await (manifest?.Verify(folder, cancellation) ?? Task.CompletedTask);
        version?.Remove(nameof(FormRow.Made)); // describes the account that was exported
        return version;
    }

    private static bool IsVersion(TableEntity row) => row is { PartitionKey: FormRow.Partition, RowKey: FormRow.Key };

    private SortedDictionary<string, (string File, TableClient Table)> Files(string folder)
    {
        var files = new SortedDictionary<string, (string, TableClient)>(StringComparer.Ordinal);
        if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.part").Length > 0)
        {
            throw new OperatorException($"{folder} is no complete export: run --export until it ends.");
        }

        foreach (var file in Directory.GetFiles(folder, "*" + ExportTables.Ending))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            files[name] = (file, tables.Named(name) ?? throw new OperatorException($"{file} is of no table of this app."));
        }

        // Form 1 has no table Changes.
        var isOld = !File.Exists(Path.Combine(folder, ExportManifest.FileName));
        return tables.All.All(table => (isOld && table == tables.Changes) || files.Values.Any(file => file.Item2.Name == table.Name))
            ? files
            : throw new OperatorException($"{folder} is no complete export: it lacks tables.");
    }

    /// <summary>Returns the progress rows of an interrupted import; otherwise begins an import, for which the tables must be empty.</summary>
    private async Task<Dictionary<string, TableEntity>> Progress(IEnumerable<TableClient> targets, CancellationToken cancellation)
    {
        var begun = await tables.Counters.QueryAsync<TableEntity>(row => row.PartitionKey == Partition, cancellationToken: cancellation).ToDictionaryAsync(row => row.RowKey, cancellationToken: cancellation);
        if (begun.Count > 0)
        {
            return begun;
        }

        foreach (var table in targets)
        {
            await foreach (var row in table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellation))
            {
                throw new OperatorException($"Table {table.Name} is not empty. Import before the app's first start, or into another Storage__Prefix.");
            }
        }

        var marker = new TableEntity(Partition, nameof(Tables.Counters)) { [Lines] = 0L };
        await tables.Counters.TryAdd(marker, cancellation);
        return new() { [marker.RowKey] = marker };
    }

    private async Task Import(string name, string file, TableClient table, TableEntity marker, CancellationToken cancellation)
    {
        var done = marker.GetInt64(Lines) ?? 0;
        var chunk = new List<(TableEntity Row, int Bytes)>(Step);
        var number = 0L;
        await foreach (var line in File.ReadLinesAsync(file, cancellation))
        {
            if (++number <= done)
            {
                continue;
            }

            if (Read(file, number, line) is var row && !(name == nameof(Tables.Settings) && IsVersion(row)))
            {
                chunk.Add((row, line.Length));
            }

            if (chunk.Count == Step)
            {
                await Store(table, chunk, cancellation);
                await Mark(marker, number, cancellation);
                Console.WriteLine($"{name}: {number} rows so far");
                chunk.Clear();
            }
        }

        await Store(table, chunk, cancellation);
        await Mark(marker, number, cancellation);
        Console.WriteLine($"{name}: {number} rows");
    }

    private static TableEntity Read(string file, long number, string line)
    {
        try
        {
            return EntityLine.Read(line);
        }
        catch (FormatException wrong)
        {
            throw new OperatorException($"{file}, line {number}, is not a row of an export: {wrong.Message}", wrong);
        }
    }

    /// <remarks>Replaces existing rows: such a row is from a run that ended before it could store its progress.</remarks>
    private static Task Store(TableClient table, List<(TableEntity Row, int Bytes)> rows, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            rows.GroupBy(row => row.Row.PartitionKey).SelectMany(Transactions),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (actions, stop) => await table.SubmitTransactionAsync(actions, stop));

    private static IEnumerable<List<TableTransactionAction>> Transactions(IEnumerable<(TableEntity Row, int Bytes)> rows)
    {
        var (actions, bytes) = (new List<TableTransactionAction>(), 0);
        foreach (var (row, size) in rows)
        {
            if (actions.Count == TableExtensions.LargestTransaction || (actions.Count > 0 && bytes + size > TransactionBytes))
            {
                yield return actions;
                (actions, bytes) = ([], 0);
            }

            actions.Add(new(TableTransactionActionType.UpsertReplace, row));
            bytes += size;
        }

        yield return actions;
    }

    private async Task Mark(TableEntity marker, long lines, CancellationToken cancellation)
    {
        marker[Lines] = lines;
        await tables.Counters.UpsertEntityAsync(marker, TableUpdateMode.Replace, cancellation);
    }
}
