namespace Serverless.Domain.Lists;

/// <summary>One sort condition of a list.</summary>
/// <param name="Field">The field.</param>
/// <param name="IsDescending">Whether the largest comes first.</param>
public readonly record struct SortBy(string Field, bool IsDescending);
