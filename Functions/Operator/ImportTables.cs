using Serverless.Storage;
using Serverless.Storage.Exports;
using Serverless.Storage.Forms;

namespace Serverless.Operator;

/// <summary>
/// Fills empty tables with the export of <see cref="ExportTables"/>. <see cref="ImportProgress"/> contains the number of stored lines of
/// each table, so the command continues where it was stopped. Tables with any other rows are refused.
/// </summary>
public sealed class ImportTables(Tables tables)
{
    private const int Step = 1_000;

    private const int FirstFormWithAudit = 4;

    private readonly ImportProgress _progress = new(tables);

    /// <summary>Imports the files.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="cancellation">Ends the import; the next run continues it.</param>
    /// <exception cref="OperatorException">There is nothing to import, the export is incomplete or unreadable, or the tables are not empty.</exception>
    public async Task Run(string folder, CancellationToken cancellation)
    {
        var files = Files(folder, (await ExportManifest.Read(folder, cancellation))?.Form);
        var version = await Verify(folder, cancellation);
        foreach (var table in StoredTable.Permanent(tables).Concat(files.Values.Select(file => file.Table)).DistinctBy(table => table.Name))
        {
            await table.Create(cancellation);
        }

        var progress = await Progress(files.Values.Select(file => file.Table), cancellation);
        foreach (var (name, (file, table)) in files)
        {
            await Import(file, table, progress.GetValueOrDefault(name), cancellation);
        }

        // The version row is written last: without it, no instance touches the tables.
        if (version is not null)
        {
            await StoredTable.Named(tables, nameof(Tables.Settings))!.Write(version, cancellation);
        }

        // The progress rows are deleted after it. So a run that ends before this point continues, instead of finding tables that are not empty.
        await _progress.End(cancellation);
    }

    /// <summary>Checks the files against the manifest. An export of revision c2ef8d8 has neither a manifest nor a version row.</summary>
    /// <returns>The version row.</returns>
    private static async Task<ExportedRow?> Verify(string folder, CancellationToken cancellation)
    {
        var settings = Path.Combine(folder, nameof(Tables.Settings) + ExportTables.Ending);
        var version = await File.ReadLinesAsync(settings, cancellation).Select((line, number) => Read(settings, number + 1, line)).FirstOrDefaultAsync(row => row.Form is not null, cancellation);
        var manifest = await ExportManifest.Read(folder, cancellation);
        if (manifest is null && version is not null)
        {
            throw new OperatorException($"{folder} is no complete export: it has no {ExportManifest.FileName}. Run --export until it ends.");
        }

        if (manifest is { Form: > DataForm.Current } || version?.Form > DataForm.Current)
        {
            throw new OperatorException($"{folder} has data of form {manifest?.Form}, and this version reads form {DataForm.Current}. Import it with version {manifest?.Product} or a newer one.");
        }

        await (manifest?.Verify(folder, cancellation) ?? Task.CompletedTask);
        version?.ForgetAccount();
        return version;
    }

    private SortedDictionary<string, (string File, StoredTable Table)> Files(string folder, int? form)
    {
        var files = new SortedDictionary<string, (string, StoredTable)>(StringComparer.Ordinal);
        if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.part").Length > 0)
        {
            throw new OperatorException($"{folder} is no complete export: run --export until it ends.");
        }

        foreach (var file in Directory.GetFiles(folder, "*" + ExportTables.Ending))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            files[name] = (file, StoredTable.Named(tables, name) ?? throw new OperatorException($"{file} is of no table of this app."));
        }

        return StoredTable.Permanent(tables).All(table => files.ContainsKey(table.Name) || IsNewerThan(form, table.Name))
            ? files
            : throw new OperatorException($"{folder} is no complete export: it lacks tables.");
    }

    /// <summary>Returns whether data of a form does not have a table yet. Form 1 has no manifest, so its number is not known.</summary>
    private static bool IsNewerThan(int? form, string table) => table switch
    {
        nameof(Tables.Changes) => form is null,
        nameof(Tables.Audit) => form is null or < FirstFormWithAudit,
        _ => false,
    };

    /// <summary>Returns the progress of an interrupted import; otherwise begins an import, for which the tables must be empty.</summary>
    private async Task<IReadOnlyDictionary<string, long>> Progress(IEnumerable<StoredTable> targets, CancellationToken cancellation)
    {
        var begun = await _progress.Read(cancellation);
        if (begun.Count > 0)
        {
            return begun;
        }

        foreach (var table in targets)
        {
            if (!await table.IsEmpty(cancellation))
            {
                throw new OperatorException($"Table {table.FullName} is not empty. Import before the app's first start, or into another Storage__Prefix.");
            }
        }

        await _progress.Begin(cancellation);
        return begun;
    }

    private async Task Import(string file, StoredTable table, long done, CancellationToken cancellation)
    {
        var chunk = new List<(ExportedRow Row, int Bytes)>(Step);
        var number = 0L;
        await foreach (var line in File.ReadLinesAsync(file, cancellation))
        {
            if (++number <= done)
            {
                continue;
            }

            if (Read(file, number, line) is var row && !(table.Name == nameof(Tables.Settings) && row.Form is not null))
            {
                chunk.Add((row, line.Length));
            }

            if (chunk.Count == Step)
            {
                await table.Write(chunk, cancellation); // replaces rows of a run that ended before it could store its progress
                await _progress.Write(table.Name, number, cancellation);
                Console.WriteLine($"{table.Name}: {number} rows so far");
                chunk.Clear();
            }
        }

        await table.Write(chunk, cancellation); // replaces rows of a run that ended before it could store its progress
        await _progress.Write(table.Name, number, cancellation);
        Console.WriteLine($"{table.Name}: {number} rows");
    }

    private static ExportedRow Read(string file, long number, string line)
    {
        try
        {
            return ExportedRow.Parse(line);
        }
        catch (FormatException wrong)
        {
            throw new OperatorException($"{file}, line {number}, is not a row of an export: {wrong.Message}", wrong);
        }
    }
}
