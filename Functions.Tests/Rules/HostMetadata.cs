using System.Text.Json;

namespace Serverless.Tests.Rules;

/// <summary>Reads the file that lists the functions for the Functions host. The build writes it beside the assembly.</summary>
internal static class HostMetadata
{
    /// <summary>Gets the functions, as the host reads them.</summary>
    public static IReadOnlyList<JsonElement> Functions { get; } =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(Product.Assembly.Location)!, "functions.metadata"))).RootElement.EnumerateArray()];

    /// <summary>Returns the bindings of a type.</summary>
    public static IEnumerable<JsonElement> Bindings(JsonElement function, string type) =>
        function.GetProperty("bindings").EnumerateArray().Where(binding => binding.GetProperty("type").GetString() == type);
}
