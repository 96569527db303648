namespace Serverless.Api.Shared.Steps;

/// <summary>Runs the remaining steps of the pipeline.</summary>
public delegate Task<Result> Next(Call call, CancellationToken cancellation);

/// <summary>A step of the pipeline.</summary>
public interface IStep
{
    /// <summary>Returns a result for the call, or passes the call on.</summary>
    Task<Result> Invoke(Call call, Next next, CancellationToken cancellation);
}

/// <summary>Combines steps into a pipeline.</summary>
internal static class StepChain
{
    /// <summary>Runs the operation; the last step.</summary>
    public static Task<Result> Carry(Call call, CancellationToken cancellation) => call.Method!.Operation.Invoke(call, cancellation);

    /// <summary>Returns a pipeline that runs the steps in their order, and then the last one.</summary>
    public static Next Of(Next last, params ReadOnlySpan<IStep> steps)
    {
        var next = last;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var (step, rest) = (steps[i], next);
            next = (call, cancellation) => step.Invoke(call, rest, cancellation);
        }

        return next;
    }
}
