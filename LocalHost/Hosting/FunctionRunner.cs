using System.Collections.Frozen;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Serverless.LocalHost;

/// <summary>Runs functions that no request starts, each run in its own scope.</summary>
internal sealed class FunctionRunner(IServiceScopeFactory scopes, FunctionExecutionDelegate pipeline, Shutdown shutdown)
{
    /// <summary>Runs the function through the middlewares. Exceptions are not caught.</summary>
    public async Task Run(LocalFunction function, object value, IReadOnlyDictionary<string, object?>? data = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        await pipeline(new Invocation(function, scope.ServiceProvider, value, data ?? FrozenDictionary<string, object?>.Empty, shutdown.Forced));
    }
}
