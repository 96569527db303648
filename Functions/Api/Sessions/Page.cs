using System.Globalization;

namespace Serverless.Api.Sessions;

/// <summary>The requested part of a list. Invalid values are replaced with the defaults.</summary>
/// <param name="Limit">The maximum number of items.</param>
/// <param name="Offset">The number of items to skip.</param>
public readonly record struct Page(int Limit, int Offset)
{
    private const int Most = 50;

    /// <summary>Reads the parameters of a query.</summary>
    /// <param name="limit">1 to 50. Any other value means 50.</param>
    /// <param name="offset">0 or more. Any other value means 0.</param>
    public static Page Read(string? limit, string? offset) =>
        new(Number(limit) is { } most and >= 1 and <= Most ? most : Most, Number(offset) is { } skipped and >= 0 ? skipped : 0);

    /// <summary>Returns the requested part of a list.</summary>
    public IEnumerable<T> Of<T>(IEnumerable<T> all) => all.Skip(Offset).Take(Limit);

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
