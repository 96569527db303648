using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Operator;

/// <summary>Describes the content of an export. It is written last, so a folder with a manifest is complete.</summary>
/// <param name="Form">The form of the data; null if this version does not support it.</param>
/// <param name="Product">The version of the product that exported.</param>
/// <param name="Taken">When the export was complete.</param>
/// <param name="Tables">The content of each file, by the name of the table.</param>
public sealed record ExportManifest(int? Form, string Product, DateTimeOffset Taken, IReadOnlyDictionary<string, ExportedTable> Tables)
{
    /// <summary>The name of the manifest's file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Creates the manifest of a folder from its files.</summary>
    internal static async Task<ExportManifest> Of(string folder, int? form, string product, DateTimeOffset now, CancellationToken cancellation)
    {
        var tables = new SortedDictionary<string, ExportedTable>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder, "*" + ExportTables.Ending))
        {
            tables[Path.GetFileNameWithoutExtension(file)] = await ExportedTable.Of(file, cancellation);
        }

        return new(form, product, now, tables);
    }

    /// <summary>Reads the manifest of a folder. Returns null if there is none.</summary>
    /// <exception cref="OperatorException">The manifest is damaged.</exception>
    internal static async Task<ExportManifest?> Read(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(await File.ReadAllBytesAsync(file, cancellation), ManifestJson.Default.ExportManifest) : null;
        }
        catch (JsonException damaged)
        {
            throw new OperatorException($"{file} is damaged: {damaged.Message}", damaged);
        }
    }

    internal async Task Write(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, FileName);
        var target = ExportFolder.Open(file + ExportFolder.Part, FileMode.Create);
        await JsonSerializer.SerializeAsync(target, this, ManifestJson.Default.ExportManifest, cancellation);
        await ExportFolder.Complete(target, file, cancellation);
    }

    /// <summary>Checks that the files of a folder are those that were exported.</summary>
    /// <exception cref="OperatorException">A file is missing, added or changed.</exception>
    internal async Task Verify(string folder, CancellationToken cancellation)
    {
        var stored = await Of(folder, Form, Product, Taken, cancellation);
        foreach (var name in Tables.Keys.Union(stored.Tables.Keys, StringComparer.Ordinal))
        {
            var problem = (Tables.GetValueOrDefault(name), stored.Tables.GetValueOrDefault(name)) switch
            {
                (null, _) => "is not in",
                (_, null) => "is missing, though it is in",
                var (expected, found) => expected == found ? null : $"has {found.Rows} rows and another hash than the {expected.Rows} rows in",
            };
            if (problem is not null)
            {
                throw new OperatorException($"The export is damaged: {Path.Combine(folder, name + ExportTables.Ending)} {problem} {FileName}. Nothing was imported.");
            }
        }
    }
}

/// <summary>One file of an export.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Sha256">The SHA-256 of the file's bytes, in hexadecimal digits.</param>
public sealed record ExportedTable(long Rows, string Sha256)
{
    internal static async Task<ExportedTable> Of(string file, CancellationToken cancellation)
    {
        var (buffer, rows) = (new byte[128 * 1024], 0L);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = File.OpenRead(file);
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            rows += buffer.AsSpan(0, count).Count((byte)'\n');
        }

        return new(rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

/// <summary>The JSON serialization of <see cref="ExportManifest"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExportManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
