using System.Globalization;

namespace Serverless.Api.Sessions;

/// <summary>Which part of a list is wanted. Values that make no sense mean the usual ones.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="Offset">How many to leave out before.</param>
public readonly record struct Page(int Limit, int Offset)
{
    private const int Most = 50;

    /// <summary>Reads the parameters of a query.</summary>
    /// <param name="limit">1 to 50; anything else means 50.</param>
    /// <param name="offset">0 or more; anything else means 0.</param>
    public static Page Read(string? limit, string? offset) =>
        new(Number(limit) is { } most and >= 1 and <= Most ? most : Most, Number(offset) is { } skipped and >= 0 ? skipped : 0);

    /// <summary>That part.</summary>
    public IEnumerable<T> Of<T>(IEnumerable<T> all) => all.Skip(Offset).Take(Limit);

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
