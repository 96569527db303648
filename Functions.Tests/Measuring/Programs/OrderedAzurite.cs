using Serverless.LocalHost;

namespace Serverless.Measuring.Programs;

/// <summary>
/// Starts Azurite with tables that are ordered by their keys, as those of Azure are (<c>ordered-tables.cjs</c>). A query then costs what it reads, and not the
/// length of the table.
/// </summary>
internal static class OrderedAzurite
{
    private const string Script = "ordered-tables.cjs";
    private const int MegabytesOfHeap = 12_000;

    /// <summary>Starts Azurite.</summary>
    /// <param name="folder">An existing folder. Its files <c>TABLE.jsonl</c> have the first rows of tables, in the format of <c>--export</c>.</param>
    public static async Task<Azurite> Start(string folder)
    {
        var script = Path.Combine(folder, Script);
        File.Copy(Machine.PathOf("Functions.Tests", "Measuring", "Programs", Script), script, overwrite: true);
        return await Azurite.StartAsync(new AzuriteOptions { TimeToStart = TimeSpan.FromMinutes(10), NodeArguments = [$"--max-old-space-size={MegabytesOfHeap}", "--require", script] });
    }
}
