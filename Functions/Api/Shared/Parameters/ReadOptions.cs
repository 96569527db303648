using System.Text.Json;
using Serverless.Domain.Lists;

namespace Serverless.Api.Shared.Parameters;

/// <summary>What a list method is asked for (rpc.md 5.4): which rows, in which order, which part of them.</summary>
/// <param name="Where">Filters by field. A row must match all of them.</param>
/// <param name="OrderBy">Sort conditions, the first weighs most; empty for the method's own order.</param>
/// <param name="Offset">Rows to skip.</param>
/// <param name="Limit">Rows to return at most, already cut to what the method allows.</param>
/// <param name="Id">The one row wanted, as an object and not a list; null for a list.</param>
public sealed record ReadOptions(IReadOnlyDictionary<string, ReadFilter> Where, IReadOnlyList<SortBy> OrderBy, int Offset, int Limit, string? Id)
{
    /// <summary>Everything, from the beginning.</summary>
    public static ReadOptions All(int limit) => new(new Dictionary<string, ReadFilter>(), [], 0, limit, null);

    /// <summary>The text that a field is compared with; null if there is no such filter. A filter that matches nothing has an undefined value.</summary>
    public ReadFilter? Filter(string field) => Where.TryGetValue(field, out var filter) ? filter : null;
}

/// <summary>One filter.</summary>
/// <param name="Operator">Such as <c>=</c> or <c>like</c>.</param>
/// <param name="Value">What is compared with; undefined if the caller sent an operator alone, which matches nothing.</param>
public readonly record struct ReadFilter(string Operator, JsonElement Value)
{
    /// <summary>The value as text; null if there is none, which matches nothing.</summary>
    public string? Text => Value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => Value.GetString(),
        _ => Value.GetRawText(),
    };
}

/// <summary>Says what a parameter of type <see cref="ReadOptions"/> may ask for.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadOptionsAttribute : Attribute
{
    /// <summary>Takes whatever stands in an operator's place, and the bare value too.</summary>
    public const string AnyOperator = "*";

    /// <summary>Fields that can be filtered, each with its operators: <c>"id ="</c>, <c>"search like"</c>. <see cref="AnyOperator"/> says that the operator does not matter.</summary>
    public string[] Where { get; init; } = [];

    /// <summary>A field that must be there if <c>where</c> is.</summary>
    public string? Required { get; init; }

    /// <summary>Fields that can be sorted by.</summary>
    public string[] OrderBy { get; init; } = [];

    /// <summary>Whether one row can be asked for by its id.</summary>
    public bool HasId { get; init; }

    /// <summary>Whether members not named are ignored.</summary>
    public bool IgnoresUnknown { get; init; }

    /// <summary>The most rows of one answer, and how many come when nothing is said; 0 for a method whose answer has no parts to ask for.</summary>
    public int MaximumLimit { get; init; } = 100;
}
