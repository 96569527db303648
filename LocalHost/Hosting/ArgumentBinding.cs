using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Serverless.LocalHost;

/// <summary>Determines the source of each argument of a function.</summary>
internal static class ArgumentBinding
{
    /// <exception cref="LocalHostException">There is no source for a parameter of this type.</exception>
    public static Func<Invocation, object?> For(ParameterInfo parameter, LocalFunction function)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return static invocation => invocation;
        }

        if (type == typeof(CancellationToken))
        {
            return static invocation => invocation.CancellationToken;
        }

        return function.Trigger switch
        {
            HttpTriggerAttribute when type == typeof(HttpRequest) => static invocation => invocation.Http!.Request,
            HttpTriggerAttribute when parameter.Position != function.TriggerParameter.Position => RouteValue(parameter, function),
            TimerTriggerAttribute when type == typeof(TimerInfo) => static invocation => invocation.TriggerValue,
            QueueTriggerAttribute when parameter.Position == function.TriggerParameter.Position => type == typeof(string)
                ? static invocation => invocation.TriggerValue
                : invocation => Message((string)invocation.TriggerValue!, type, invocation.InstanceServices),
            _ => throw Unknown(parameter, function),
        };
    }

    private static Func<Invocation, object?> RouteValue(ParameterInfo parameter, LocalFunction function)
    {
        var name = parameter.Name!;
        if (!HttpRoute.Template(function).Parameters.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Unknown(parameter, function);
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        Func<string, object> parse = type switch
        {
            _ when type == typeof(string) => static text => text,
            _ when type == typeof(int) => static text => int.Parse(text, CultureInfo.InvariantCulture),
            _ when type == typeof(long) => static text => long.Parse(text, CultureInfo.InvariantCulture),
            _ when type == typeof(Guid) => static text => Guid.Parse(text, CultureInfo.InvariantCulture),
            _ => throw Unknown(parameter, function),
        };
        return invocation => invocation.Http!.Request.RouteValues[name] switch
        {
            string text => parse(text),
            null => null,
            var value => parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        };
    }

    private static object? Message(string text, Type type, IServiceProvider services) =>
        JsonSerializer.Deserialize(text, type, services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value);

    private static LocalHostException Unknown(ParameterInfo parameter, LocalFunction function) => new(
        $"Function {function.Name}: nothing gives its parameter '{parameter.ParameterType.Name} {parameter.Name}'.");
}
