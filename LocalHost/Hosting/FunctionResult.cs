using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost;

/// <summary>Reads the results of functions: a value, a task, a task of a value, or nothing.</summary>
internal static class FunctionResult
{
    private static readonly MethodInfo _task = typeof(FunctionResult).GetMethod(nameof(OfTask), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo _valueTask =
        typeof(FunctionResult).GetMethod(nameof(OfValueTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Returns the type of the value, <c>void</c> if there is none.</summary>
    public static Type ValueType(MethodInfo method) => method.ReturnType switch
    {
        var type when type == typeof(Task) || type == typeof(ValueTask) => typeof(void),
        { IsGenericType: true } type when IsTask(type) => type.GetGenericArguments()[0],
        var type => type,
    };

    /// <summary>Returns a function that reads the value from the method's result.</summary>
    /// <exception cref="LocalHostException">An HTTP function returns a type that is not a result.</exception>
    public static Func<object?, ValueTask<object?>> ReaderFor(LocalFunction function)
    {
        var value = ValueType(function.Method);
        if (function.Trigger is HttpTriggerAttribute && value != typeof(void)
            && !value.IsAssignableTo(typeof(IResult)) && !value.IsAssignableTo(typeof(IActionResult)))
        {
            throw new LocalHostException($"Function {function.Name} returns {value.Name}; an HTTP function returns IResult, IActionResult or nothing.");
        }

        return function.Method.ReturnType switch
        {
            var type when type == typeof(Task) => OfPlainTask,
            var type when type == typeof(ValueTask) => OfPlainValueTask,
            var type when type == typeof(Task<IResult>) => OfTask<IResult>,
            var type when type == typeof(Task<IActionResult>) => OfTask<IActionResult>,
            { IsGenericType: true } type when IsTask(type) =>
                (type.GetGenericTypeDefinition() == typeof(Task<>) ? _task : _valueTask)
                .MakeGenericMethod(value).CreateDelegate<Func<object?, ValueTask<object?>>>(),
            _ => static returned => new(returned),
        };
    }

    private static bool IsTask(Type type) =>
        type.GetGenericTypeDefinition() is var definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>));

    private static async ValueTask<object?> OfPlainTask(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    private static async ValueTask<object?> OfPlainValueTask(object? returned)
    {
        await (ValueTask)returned!;
        return null;
    }

    private static async ValueTask<object?> OfTask<T>(object? returned) => await (Task<T>)returned!;

    private static async ValueTask<object?> OfValueTask<T>(object? returned) => await (ValueTask<T>)returned!;
}
