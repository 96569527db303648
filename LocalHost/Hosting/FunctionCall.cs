using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;

namespace Serverless.LocalHost;

/// <summary>
/// Calls a function's method: creates the instance from the run's services and the arguments from the run, and awaits the result.
/// Everything that needs reflection is done once.
/// </summary>
internal sealed class FunctionCall
{
    private readonly Type _class;
    private readonly MethodInvoker _invoke;
    private readonly Func<Invocation, object?>[] _arguments;
    private readonly Func<object?, ValueTask<object?>> _result;
    private ObjectFactory? _create;
    private int _calls;

    /// <exception cref="LocalHostException">A parameter or the result is of a type that this host does not support.</exception>
    public FunctionCall(LocalFunction function)
    {
        _class = function.Method.DeclaringType!;
        IsStatic = function.Method.IsStatic;
        _arguments = [.. function.Method.GetParameters().Select(p => ArgumentBinding.For(p, function))];
        _result = FunctionResult.ReaderFor(function);

        // Interpreted the first time, compiled from the second on.
        _invoke = MethodInvoker.Create(function.Method);
    }

    private bool IsStatic { get; }

    /// <summary>Runs the function and returns its result, null if it has none. The function's exceptions are not wrapped.</summary>
    public async ValueTask<object?> Run(Invocation invocation)
    {
        var target = IsStatic ? null : Create(invocation.InstanceServices);
        try
        {
            return await _result(Invoke(target, invocation));
        }
        finally
        {
            if (target is IAsyncDisposable later)
            {
                await later.DisposeAsync();
            }
            else
            {
                (target as IDisposable)?.Dispose();
            }
        }
    }

    private object? Invoke(object? target, Invocation invocation)
    {
        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i](invocation);
        }

        try
        {
            return _invoke.Invoke(target, arguments.AsSpan());
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    /// <summary>Creates the instance. The first call uses reflection, so that the first response after a start does not wait for the compiler.</summary>
    private object Create(IServiceProvider services)
    {
        if (_create is null)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                return ActivatorUtilities.CreateInstance(services, _class);
            }

            _create = ActivatorUtilities.CreateFactory(_class, Type.EmptyTypes);
        }

        return _create(services, null);
    }
}
