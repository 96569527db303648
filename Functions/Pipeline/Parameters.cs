using System.Reflection;
using System.Text.Json;

namespace Serverless.Pipeline;

/// <summary>
/// The parameters of a method, read from the constructor of its record: their order there is their order on the wire, their names
/// in snake case are the names on the wire. A parameter that can be null is optional.
/// </summary>
public sealed class Parameters
{
    private readonly Parameter[] _parameters;
    private readonly ConstructorInvoker _constructor;

    /// <summary>Reads the declaration.</summary>
    public Parameters(Type record)
    {
        var constructor = record.GetConstructors()[0];
        var nullability = new NullabilityInfoContext();
        var all = constructor.GetParameters();
        HasRest = all is [.., var last] && last.IsDefined(typeof(RestAttribute));
        _parameters = [.. all.SkipLast(HasRest ? 1 : 0).Select(parameter => new Parameter(parameter, nullability))];
        _constructor = ConstructorInvoker.Create(constructor);
        Required = Array.FindLastIndex(_parameters, parameter => !parameter.IsOptional) + 1;
    }

    /// <summary>Whether there may be more arguments than parameters, see <see cref="RestAttribute"/>.</summary>
    public bool HasRest { get; }

    /// <summary>How many arguments there must be at least.</summary>
    public int Required { get; }

    /// <summary>The parameters in order, without one that is marked <see cref="RestAttribute"/>.</summary>
    public IReadOnlyList<Parameter> All => _parameters;

    /// <summary>Checks and converts the arguments of a call (rpc.md 1.6).</summary>
    /// <param name="arguments">As they came.</param>
    /// <param name="parameters">The record.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Bind(IReadOnlyList<JsonElement> arguments, out object? parameters)
    {
        parameters = null;
        if (_parameters.Length == 0 && !HasRest && arguments.Count > 0)
        {
            return "Method require no parameters";
        }

        if (arguments.Count < Required || (arguments.Count > _parameters.Length && !HasRest))
        {
            return "Invalid number of parameters";
        }

        var values = new object?[_parameters.Length + (HasRest ? 1 : 0)];
        if (HasRest)
        {
            values[^1] = arguments.Skip(_parameters.Length).ToArray();
        }

        List<string>? problems = null;
        for (var i = 0; i < Math.Min(arguments.Count, _parameters.Length); i++)
        {
            if (!_parameters[i].TryRead(arguments[i], out values[i]))
            {
                (problems ??= []).Add($"""Parameter "{_parameters[i].Name}" is invalid""");
            }
        }

        if (problems is not null)
        {
            return string.Join("; ", problems);
        }

        parameters = _constructor.Invoke(values.AsSpan());
        return null;
    }
}

/// <summary>One parameter of a method.</summary>
public sealed class Parameter
{
    private readonly Schema _schema;

    internal Parameter(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        Name = Schema.WireName(parameter);
        IsOptional = Schema.IsOptional(parameter, nullability);
        _schema = parameter.GetCustomAttribute<ReadOptionsAttribute>() is { } readOptions
            ? new ReadOptionsSchema(readOptions)
            : Schema.Of(parameter.ParameterType, nullability);
    }

    /// <summary>The documented name; parameters travel by position, so it appears only in messages and documents.</summary>
    public string Name { get; }

    /// <summary>Whether it can be left out.</summary>
    public bool IsOptional { get; }

    /// <summary>Converts an argument. For an optional parameter every empty value means "left out": null, "", 0 and false.</summary>
    public bool TryRead(JsonElement argument, out object? value)
    {
        if (IsOptional && IsEmpty(argument))
        {
            value = null;
            return true;
        }

        return _schema.TryRead(argument, out value);
    }

    private static bool IsEmpty(JsonElement argument) => argument.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => argument.ValueEquals(""),
        JsonValueKind.Number => argument.TryGetDouble(out var number) && number == 0,
        _ => false,
    };
}
