using System.Reflection;
using System.Text.Json;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Parameters;

/// <summary>
/// The parameters of a method, read from the constructor of its record. The order there is the order on the wire, and the names
/// in snake case are the names on the wire. A nullable parameter is optional.
/// </summary>
public sealed class Parameters
{
    /// <summary>The maximum number of problems that are reported in detail.</summary>
    private const int MostDetails = 20;

    private readonly Parameter[] _parameters;
    private readonly ConstructorInvoker _constructor;

    /// <summary>Creates the parameters from the record that declares them.</summary>
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

    /// <summary>Gets whether there may be more arguments than parameters, see <see cref="RestAttribute"/>.</summary>
    public bool HasRest { get; }

    /// <summary>Gets the minimum number of arguments.</summary>
    public int Required { get; }

    /// <summary>Gets the parameters in order, without the one marked <see cref="RestAttribute"/>.</summary>
    public IReadOnlyList<Parameter> All => _parameters;

    /// <summary>Checks and converts the arguments of a call (rpc.md 1.6).</summary>
    /// <typeparam name="T">The record that declares the parameters.</typeparam>
    /// <param name="arguments">The arguments as received.</param>
    /// <param name="parameters">The converted parameters: an instance of the record.</param>
    /// <returns>What is wrong; null if the arguments are valid.</returns>
    public ParameterError? Bind<T>(IReadOnlyList<JsonElement> arguments, out T? parameters)
        where T : class
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

        parameters = (T)_constructor.Invoke(values.AsSpan());
        return null;
    }

    /// <summary>Returns the paths of members that are ignored because they are unknown.</summary>
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

    /// <summary>Gets the documented name. Parameters are passed by position, so the name appears only in messages and documents.</summary>
    public string Name { get; }

    /// <summary>Gets whether the parameter can be omitted.</summary>
    public bool IsOptional { get; }

    /// <summary>Converts an argument. An optional parameter counts as omitted if it is null, "", 0 or false.</summary>
    public bool TryRead(JsonElement argument, out object? value)
    {
        if (IsOptional && IsEmpty(argument))
        {
            value = null;
            return true;
        }

        return _schema.TryRead(argument, out value);
    }

    /// <summary>Returns what is wrong with an argument that cannot be converted.</summary>
    public IEnumerable<ParameterProblem> Explain(JsonElement argument) => _schema.Explain(argument, Name);

    /// <summary>Returns the paths of members that are ignored because they are unknown.</summary>
    public IEnumerable<string> Ignored(JsonElement argument) => _schema.Ignored(argument, Name);

    private static bool IsEmpty(JsonElement argument) => argument.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => argument.ValueEquals(""),
        JsonValueKind.Number => argument.TryGetDouble(out var number) && number == 0,
        _ => false,
    };
}
