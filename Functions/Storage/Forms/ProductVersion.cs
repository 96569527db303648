using System.Reflection;

namespace Serverless.Storage.Forms;

/// <summary>The version of this build.</summary>
public static class ProductVersion
{
    /// <summary>Gets the informational version of the product's assembly.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
