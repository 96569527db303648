namespace Serverless.Api.Shared.Steps;

/// <summary>The rest of the pipeline.</summary>
public delegate Task<Result> Next(Call call, CancellationToken cancellation);

/// <summary>One step that every call passes.</summary>
public interface IStep
{
    /// <summary>Looks at the call; answers it, or passes it on.</summary>
    Task<Result> Invoke(Call call, Next next, CancellationToken cancellation);
}

/// <summary>Puts steps together.</summary>
internal static class StepChain
{
    /// <summary>The last step: what the operation itself does.</summary>
    public static Task<Result> Carry(Call call, CancellationToken cancellation) => call.Method!.Operation.Invoke(call, cancellation);

    /// <summary>Puts steps in front of a last one.</summary>
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
