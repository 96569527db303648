using System.Text.Json;
using Serverless.Domain.Lists;

namespace Serverless.Api.Shared.Parameters;

/// <summary>Reads <see cref="ReadOptions"/>.</summary>
internal sealed class ReadOptionsSchema : Schema
{
    private static readonly Schema Text = Of(typeof(string), new());
    private static readonly Schema Integer = Of(typeof(int), new());

    private readonly ReadOptionsAttribute _allowed;
    private readonly Dictionary<string, string[]> _operators;

    public ReadOptionsSchema(ReadOptionsAttribute allowed)
    {
        _allowed = allowed;
        _operators = allowed.Where.Select(field => field.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1..], StringComparer.Ordinal);
    }

    public override bool TryRead(JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var options = ReadOptions.All(_allowed.MaximumLimit);
        foreach (var member in element.EnumerateObject())
        {
            if (Apply(member, options) is not { } next)
            {
                return false;
            }

            options = next;
        }

        value = options;
        return true;
    }

    public override IEnumerable<ParameterProblem> Explain(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().Where(member => Apply(member, ReadOptions.All(_allowed.MaximumLimit)) is null).SelectMany(member => Explain(member, Path(path, member.Name)))
        : base.Explain(element, path);

    public override IEnumerable<string> Ignored(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().Where(member => !Knows(member.Name)).Select(member => Path(path, member.Name))
        : [];

    protected override string Expected => "an object";

    private IEnumerable<ParameterProblem> Explain(JsonProperty member, string path)
    {
        if (!Knows(member.Name))
        {
            return [new(path, ParameterReason.UnknownMember, "There is no such member.")];
        }

        if (member.Name != "where" || member.Value.ValueKind != JsonValueKind.Object)
        {
            return [new(path, ParameterReason.InvalidValue, member.Name switch
            {
                "where" => "Must be an object with a filter for each field.",
                "order_by" => $"Must name fields to sort by: {string.Join(", ", _allowed.OrderBy)}.",
                "id" or "continuation" => "Must be a string.",
                _ => "Must be an integer from 0 on.",
            })];
        }

        var filters = member.Value.EnumerateObject().ToList();
        return filters.Where(filter => !_operators.TryGetValue(filter.Name, out var operators) || ReadFilter(filter.Value, operators) is null)
            .Select(filter => _operators.TryGetValue(filter.Name, out var operators)
                ? new ParameterProblem(Path(path, filter.Name), ParameterReason.InvalidValue, $"Must be a value, or an operator and a value. Operators: {string.Join(", ", operators)}.")
                : new ParameterProblem(Path(path, filter.Name), ParameterReason.UnknownMember, "There is no such field to filter by."))
            .Concat(_allowed.RequiresFilter && filters.Count == 0 ? [new ParameterProblem(path, ParameterReason.Missing, "Must have a filter.")] : []);
    }

    private ReadOptions? Apply(JsonProperty member, ReadOptions options) => member.Name switch
    {
        _ when !Knows(member.Name) => _allowed.IgnoresUnknown ? options : null,
        // Everything that can be omitted can also be null.
        _ when member.Value.ValueKind == JsonValueKind.Null => options,
        "where" when TryReadWhere(member.Value, out var where) => options with { Where = where },
        "order_by" when TryReadOrder(member.Value, out var order) => options with { OrderBy = order },
        "offset" when TryReadCount(member.Value, out var offset) => options with { Offset = offset },
        // A limit above the maximum is reduced without an error. Without a limit, or with 0, the maximum applies.
        "limit" when TryReadCount(member.Value, out var limit) => options with { Limit = limit == 0 ? _allowed.MaximumLimit : Math.Min(limit, _allowed.MaximumLimit) },
        "id" when Text.TryRead(member.Value, out var id) => options with { Id = (string)id! },
        "continuation" when Text.TryRead(member.Value, out var place) => options with { Continuation = (string)place! },
        _ => null,
    };

    private bool Knows(string member) => member switch
    {
        "where" => true,
        "order_by" => _allowed.OrderBy.Length > 0,
        "offset" or "limit" => _allowed.MaximumLimit > 0,
        "id" => _allowed.HasId,
        "continuation" => _allowed.HasContinuation,
        _ => false,
    };

    private static bool TryReadCount(JsonElement element, out int count)
    {
        var isRead = Integer.TryRead(element, out var number) && (int)number! >= 0;
        count = isRead ? (int)number! : 0;
        return isRead;
    }

    private bool TryReadWhere(JsonElement element, out IReadOnlyDictionary<string, ReadFilter> where)
    {
        var filters = new Dictionary<string, ReadFilter>(StringComparer.Ordinal);
        where = filters;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!_operators.TryGetValue(member.Name, out var operators) || ReadFilter(member.Value, operators) is not { } filter)
            {
                return false;
            }

            filters[member.Name] = filter;
        }

        return !_allowed.RequiresFilter || filters.Count > 0;
    }

    /// <summary>Reads a filter: an array of an operator and a value. For equality, the value alone is also accepted.</summary>
    private static ReadFilter? ReadFilter(JsonElement element, string[] operators)
    {
        var takesAny = operators.Contains(ReadOptionsAttribute.AnyOperator);
        if (element.ValueKind != JsonValueKind.Array)
        {
            return (takesAny || operators.Contains("=")) && element.ValueKind != JsonValueKind.Object ? new ReadFilter("=", element) : null;
        }

        var parts = element.EnumerateArray().ToList();
        if (parts.Count is not (1 or 2) || (parts.Count == 2 && parts[1].ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            return null;
        }

        var name = parts[0].ValueKind == JsonValueKind.String ? parts[0].GetString()! : "";
        return takesAny || operators.Contains(name) ? new ReadFilter(name, parts.Count == 2 ? parts[1] : default) : null;
    }

    private bool TryReadOrder(JsonElement element, out IReadOnlyList<SortBy> order)
    {
        var conditions = new List<SortBy>();
        order = conditions;
        if (element.ValueKind == JsonValueKind.String)
        {
            return TryAddOrder(element, conditions);
        }

        return element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(condition => TryAddOrder(condition, conditions));
    }

    private bool TryAddOrder(JsonElement condition, List<SortBy> order)
    {
        var parts = condition.ValueKind == JsonValueKind.Array ? condition.EnumerateArray().ToList() : [condition];
        if (parts.Count is not (1 or 2) || parts.Exists(part => part.ValueKind != JsonValueKind.String) || !_allowed.OrderBy.Contains(parts[0].GetString()))
        {
            return false;
        }

        var direction = parts.Count == 2 ? parts[1].GetString() : "asc";
        order.Add(new SortBy(parts[0].GetString()!, direction == "desc"));
        return direction is "asc" or "desc";
    }
}
