using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// The parameters of an endpoint, read from the constructor of its record. A parameter is read from the path if the route contains its name,
/// from the query if it is marked <see cref="QueryAttribute"/>, else from the body. A nullable parameter is optional. A value of a wrong type
/// counts as missing. The types are string, bool (also as text and as 0 and 1) and <see cref="JsonElement"/> (any value).
/// </summary>
public sealed class EndpointParameters
{
    private readonly Family _family;
    private readonly ConstructorInvoker _constructor;
    private readonly string[] _required;

    /// <summary>Creates the parameters from the record that declares them.</summary>
    public EndpointParameters(Type record, Family family)
    {
        var constructor = record.GetConstructors()[0];
        var nullability = new NullabilityInfoContext();
        _family = family;
        _constructor = ConstructorInvoker.Create(constructor);
        All = [.. constructor.GetParameters().Select(parameter => new EndpointParameter(parameter, family, nullability))];
        _required = [.. All.Where(parameter => !parameter.IsOptional).Select(parameter => parameter.Name)];
    }

    /// <summary>Gets the parameters in the order of the record.</summary>
    public IReadOnlyList<EndpointParameter> All { get; }

    /// <summary>Creates the record from a request.</summary>
    /// <typeparam name="T">The record that declares the parameters.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="fields">The fields of query and body.</param>
    /// <param name="record">The record.</param>
    /// <returns>The failure if the request is refused; otherwise null.</returns>
    public Result? Bind<T>(HttpRequest request, Fields fields, out T? record)
        where T : class
    {
        record = null;
        if (fields.IsMalformed && (_family.Malformed ?? (_required.Length > 0 ? _family.Missing(_required) : null)) is { } malformed)
        {
            return malformed;
        }

        var values = new object?[All.Count];
        List<string>? missing = null;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = All[i].Read(request, fields);
            if (values[i] is null && !All[i].IsOptional)
            {
                (missing ??= []).Add(All[i].Name);
            }
        }

        if (missing is not null)
        {
            return _family.Missing(missing);
        }

        record = (T)_constructor.Invoke(values.AsSpan());
        return null;
    }

    /// <summary>Returns the names of fields in the body that are ignored because they are unknown.</summary>
    public IEnumerable<string> Ignored(Fields fields) => fields.Body.Keys.Where(name => !All.Any(parameter => parameter.IsCalled(name)));
}

/// <summary>One parameter of an endpoint.</summary>
public sealed class EndpointParameter
{
    private readonly IReadOnlyList<string> _others;

    internal EndpointParameter(ParameterInfo parameter, Family family, NullabilityInfoContext nullability)
    {
        Declared = parameter.Name!;
        _others = parameter.GetCustomAttribute<AlsoAttribute>()?.Names ?? [];
        Name = family.Naming.ConvertName(parameter.Name!);
        IsQuery = parameter.IsDefined(typeof(QueryAttribute));
        IsOptional = Schema.IsOptional(parameter, nullability);
        IsRequired = !IsOptional || parameter.IsDefined(typeof(RequiredAttribute));
        Type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        DescribedType = parameter.GetCustomAttribute<DescribedAsAttribute>()?.Type ?? Type;
        if (Type != typeof(string) && Type != typeof(bool) && Type != typeof(JsonElement))
        {
            throw new NotSupportedException($"{Type} cannot be a parameter of an endpoint.");
        }
    }

    /// <summary>Gets the name in the record and in routes.</summary>
    public string Declared { get; }

    /// <summary>Gets the name on the wire.</summary>
    public string Name { get; }

    /// <summary>Gets the type: string, bool or <see cref="JsonElement"/>.</summary>
    public Type Type { get; }

    /// <summary>
    /// Gets the documented type. It is narrower than the accepted type where the endpoint is lenient; see <see cref="DescribedAsAttribute"/>.
    /// </summary>
    public Type DescribedType { get; }

    /// <summary>Gets whether the parameter is read from the query string.</summary>
    public bool IsQuery { get; }

    /// <summary>Gets whether the parameter can be omitted.</summary>
    public bool IsOptional { get; }

    /// <summary>
    /// Gets whether the parameter is documented as required: it cannot be omitted, or it is marked <see cref="RequiredAttribute"/> because the
    /// endpoint itself reports its absence.
    /// </summary>
    public bool IsRequired { get; }

    /// <summary>Returns whether a template contains the parameter.</summary>
    public bool IsIn(string template) => template.Contains($"{{{Declared}}}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether clients send the parameter under a name.</summary>
    internal bool IsCalled(string name) => name == Name || _others.Contains(name);

    /// <summary>Returns the value in a request; null if there is none of the parameter's type.</summary>
    internal object? Read(HttpRequest request, Fields fields)
    {
        if (request.RouteValues.TryGetValue(Declared, out var segment) && segment is string text)
        {
            return text;
        }

        var from = IsQuery ? fields.Query : fields.Body;
        return (_others.Prepend(Name).Select(name => from.TryGetValue(name, out var value) ? Convert(value) : null)).FirstOrDefault(value => value is not null);
    }

    private object? Convert(JsonElement value) => Type switch
    {
        _ when Type == typeof(string) => value.ValueKind == JsonValueKind.String ? value.GetString() : null,
        _ when Type == typeof(bool) => ToBoolean(value),
        _ => value.ValueKind == JsonValueKind.Null ? null : value,
    };

    private static object? ToBoolean(JsonElement value) => value.ToString().Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };
}

/// <summary>
/// Declares the type that clients should send where an endpoint is lenient: a number for a numeric text, or a list for any value.
/// </summary>
/// <param name="type">int, bool, or an array of strings.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DescribedAsAttribute(Type type) : Attribute
{
    /// <summary>Gets the type.</summary>
    public Type Type { get; } = type;
}

/// <summary>Marks a parameter that comes in the query string.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueryAttribute : Attribute;

/// <summary>Declares further names under which clients send a parameter. Messages and documents use its own name.</summary>
/// <param name="names">The names on the wire.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class AlsoAttribute(params string[] names) : Attribute
{
    /// <summary>Gets the names on the wire.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
