using System.Reflection;

namespace Serverless.Telemetry;

/// <summary>The version of the running product. It comes from <c>Directory.Build.props</c>, the commit from Git at build time.</summary>
public static class ProductVersion
{
    /// <summary>Gets the semantic version and the commit, as in <c>1.2.3+0123abc…</c>; the version alone if the commit was unknown to the build.</summary>
    public static string Full { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Gets the semantic version, as in <c>1.2.3</c>.</summary>
    public static string Number { get; } = Full.Split('+', 2)[0];

    /// <summary>Gets the Git commit that was built; null if it was unknown to the build.</summary>
    public static string? Commit { get; } = Full.Split('+', 2) is [_, var commit] ? commit : null;
}
