using System.Globalization;

namespace Serverless.Storage.Index;

/// <summary>The name of a generation, which is one set of trees: the form of nodes, the version of the content, and the time at which it was begun.</summary>
/// <param name="Form">The form of nodes.</param>
/// <param name="Version">The version of the content.</param>
/// <param name="Ticks">The time. Of two generations, the later one has the greater time.</param>
internal readonly record struct Generation(int Form, int Version, long Ticks)
{
    /// <summary>The form in which nodes are stored.</summary>
    public const int CurrentForm = 1;

    private const int Digits = 19;

    /// <summary>Gets the last time bucket whose changes are certainly in the documents that were read for the generation.</summary>
    public long Through => TimeBuckets.EndedBefore(new(Math.Max(Ticks, TimeSpan.FromDays(1).Ticks), TimeSpan.Zero), TimeBuckets.Dead + TimeBuckets.Length);

    /// <summary>Parses the name of a generation or a partition of it. Other texts are parsed as a generation of no form.</summary>
    public static Generation Of(string? name) =>
        name?.Split('.') is [var form, var version, { Length: >= Digits } rest]
        && int.TryParse(form, CultureInfo.InvariantCulture, out var first)
        && int.TryParse(version, CultureInfo.InvariantCulture, out var second)
        && long.TryParse(rest.AsSpan(0, Digits), CultureInfo.InvariantCulture, out var ticks)
            ? new(first, second, ticks)
            : default;

    /// <summary>Returns the name of a generation. The random part makes it unique.</summary>
    public static string Name(byte version, long ticks) => string.Create(CultureInfo.InvariantCulture, $"{CurrentForm}.{version}.{ticks:D19}-{Ids.Random():x}");

    /// <summary>Returns whether the trees have a version that this app knows under the number.</summary>
    public bool Is(byte version) => Form == CurrentForm && Version == version;

    /// <summary>Returns whether the trees were made by a newer app than the one with the version.</summary>
    public bool IsNewer(byte version) => (Form, Version).CompareTo((CurrentForm, version)) > 0;
}
