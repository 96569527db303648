using System.Text.Json;
using Serverless.Domain.Lists;

namespace Serverless.Api.Shared.Parameters;

/// <summary>The options of a list method (rpc.md 5.4): filters, order and range of the rows.</summary>
/// <param name="Where">Filters by field. A row must match all of them.</param>
/// <param name="OrderBy">Sort conditions in order of precedence; empty for the method's own order.</param>
/// <param name="Offset">The number of rows to skip.</param>
/// <param name="Limit">The maximum number of rows to return, already reduced to the method's maximum.</param>
/// <param name="Id">The id of a single row, which is returned as an object instead of a list; null for a list.</param>
public sealed record ReadOptions(IReadOnlyDictionary<string, ReadFilter> Where, IReadOnlyList<SortBy> OrderBy, int Offset, int Limit, string? Id)
{
    /// <summary>Gets the place where the rows begin, from an earlier response; null for the first row.</summary>
    public string? Continuation { get; init; }

    /// <summary>Returns the options for all rows, from the first row.</summary>
    public static ReadOptions All(int limit) => new(new Dictionary<string, ReadFilter>(), [], 0, limit, null);

    /// <summary>Returns the filter of a field; null if there is none. A filter with an undefined value matches nothing.</summary>
    public ReadFilter? Filter(string field) => Where.TryGetValue(field, out var filter) ? filter : null;
}

/// <summary>Represents one filter.</summary>
/// <param name="Operator">The operator, such as <c>=</c> or <c>like</c>.</param>
/// <param name="Value">The value to compare with; undefined if the caller sent only an operator, which matches nothing.</param>
public readonly record struct ReadFilter(string Operator, JsonElement Value)
{
    /// <summary>Gets the value as text; null if there is none, which matches nothing.</summary>
    public string? Text => Value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => Value.GetString(),
        _ => Value.GetRawText(),
    };
}

/// <summary>Declares the options that a parameter of type <see cref="ReadOptions"/> accepts.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadOptionsAttribute : Attribute
{
    /// <summary>Stands for any operator, and for a value without an operator.</summary>
    public const string AnyOperator = "*";

    /// <summary>
    /// Gets the fields to filter by, each with its operators: <c>"id ="</c>, <c>"search like"</c>. <see cref="AnyOperator"/> accepts every operator.
    /// </summary>
    public string[] Where { get; init; } = [];

    /// <summary>Gets whether <c>where</c>, if present, must contain a filter.</summary>
    public bool RequiresFilter { get; init; }

    /// <summary>Gets the fields to sort by.</summary>
    public string[] OrderBy { get; init; } = [];

    /// <summary>Gets whether a single row can be requested by its id.</summary>
    public bool HasId { get; init; }

    /// <summary>Gets whether a list can go on at a place that an earlier response named.</summary>
    public bool HasContinuation { get; init; }

    /// <summary>Gets whether unknown members are ignored.</summary>
    public bool IgnoresUnknown { get; init; }

    /// <summary>Gets the maximum and default number of rows in one response; 0 for a method whose response is not paginated.</summary>
    public int MaximumLimit { get; init; } = 100;
}
