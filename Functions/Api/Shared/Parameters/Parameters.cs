using System.Reflection;
using System.Text.Json;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Parameters;

/// <summary>
/// The parameters of a method, read from the constructor of its record: their order there is their order on the wire, their names
/// in snake case are the names on the wire. A parameter that can be null is optional.
/// </summary>
public sealed class Parameters
{
    /// <summary>So many problems are told in detail.</summary>
    private const int MostDetails = 20;

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
    public ParameterError? Bind(IReadOnlyList<JsonElement> arguments, out object? parameters)
    {
        parameters = null;
        if (_parameters.Length == 0 && !HasRest && arguments.Count > 0)
        {
            return new ParameterError("Method require no parameters", [.. Surplus(arguments)]);
        }

        if (arguments.Count < Required || (arguments.Count > _parameters.Length && !HasRest))
        {
            return new ParameterError("Invalid number of parameters", [.. Surplus(arguments), .. Absent(arguments)]);
        }

        var values = new object?[_parameters.Length + (HasRest ? 1 : 0)];
        if (HasRest)
        {
            values[^1] = arguments.Skip(_parameters.Length).ToArray();
        }

        List<Parameter>? wrong = null;
        for (var i = 0; i < Math.Min(arguments.Count, _parameters.Length); i++)
        {
            if (!_parameters[i].TryRead(arguments[i], out values[i]))
            {
                (wrong ??= []).Add(_parameters[i]);
            }
        }

        if (wrong is not null)
        {
            return new ParameterError(
                string.Join("; ", wrong.Select(parameter => $"""Parameter "{parameter.Name}" is invalid""")),
                [.. wrong.SelectMany(parameter => parameter.Explain(arguments[Array.IndexOf(_parameters, parameter)])).Take(MostDetails)]);
        }

        parameters = _constructor.Invoke(values.AsSpan());
        return null;
    }

    /// <summary>Gets the paths of members that are ignored because nothing is known of them.</summary>
    public IEnumerable<string> Ignored(IReadOnlyList<JsonElement> arguments) => _parameters.Zip(arguments).SelectMany(pair => pair.First.Ignored(pair.Second));

    private IEnumerable<ParameterProblem> Surplus(IReadOnlyList<JsonElement> arguments) => HasRest
        ? []
        : Enumerable.Range(_parameters.Length, Math.Clamp(arguments.Count - _parameters.Length, 0, MostDetails))
            .Select(index => new ParameterProblem($"[{index}]", ParameterReason.Unexpected, "There are more parameters than the method takes."));

    private IEnumerable<ParameterProblem> Absent(IReadOnlyList<JsonElement> arguments) =>
        _parameters.Take(Required).Skip(arguments.Count).Select(parameter => new ParameterProblem(parameter.Name, ParameterReason.Missing, "The parameter is required."));
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

    /// <summary>Says what is wrong with an argument that cannot be converted.</summary>
    public IEnumerable<ParameterProblem> Explain(JsonElement argument) => _schema.Explain(argument, Name);

    /// <summary>Gets the paths of members that are ignored because nothing is known of them.</summary>
    public IEnumerable<string> Ignored(JsonElement argument) => _schema.Ignored(argument, Name);

    private static bool IsEmpty(JsonElement argument) => argument.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => argument.ValueEquals(""),
        JsonValueKind.Number => argument.TryGetDouble(out var number) && number == 0,
        _ => false,
    };
}
