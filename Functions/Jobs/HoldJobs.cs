using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Storage.Forms;

namespace Serverless.Jobs;

/// <summary>
/// Keeps timers and queue functions from data whose form this version does not read. A timer skips the run. A message waits, because each failed
/// attempt counts towards the poison queue.
/// </summary>
public sealed class HoldJobs : IFunctionsWorkerMiddleware
{
    /// <summary>The longest time that a message waits before it returns to its queue; less than <c>functionTimeout</c> of host.json.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(4);

    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "httpTrigger") ? next(context) : Hold(context, next);

    private static async Task Hold(FunctionContext context, FunctionExecutionDelegate next)
    {
        var state = context.InstanceServices.GetRequiredService<FormState>();
        context.InstanceServices.GetRequiredService<WatchForm>().Touch();
        if (!state.IsOpen && context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "timerTrigger"))
        {
            return;
        }

        await state.Opened.WaitAsync(LongestWait, context.CancellationToken);
        await next(context);
    }
}
