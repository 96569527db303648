namespace Serverless.Api.Shared.Steps;

/// <summary>Combines steps into a pipeline.</summary>
/// <typeparam name="TCall">The calls of the pipeline.</typeparam>
internal sealed class Pipeline<TCall>
    where TCall : Call
{
    private readonly Stack<Func<Next<TCall>, Next<TCall>>> _steps = new();

    /// <summary>Adds a step of all families. It runs after the steps that were added before.</summary>
    public Pipeline<TCall> Then(IStep step)
    {
        _steps.Push(next => (call, cancellation) => step.Invoke(call, next, cancellation));
        return this;
    }

    /// <summary>Adds a step of this kind of calls. It runs after the steps that were added before.</summary>
    public Pipeline<TCall> Then(IStep<TCall> step)
    {
        _steps.Push(next => (call, cancellation) => step.Invoke(call, next, cancellation));
        return this;
    }

    /// <summary>Returns the first step. The last one carries out the call.</summary>
    public Next<TCall> Build() => Build(static (call, cancellation) => call.Run!(cancellation));

    /// <summary>Returns the first step.</summary>
    /// <param name="last">The step after all others.</param>
    public Next<TCall> Build(Next<TCall> last) => _steps.Aggregate(last, (next, step) => step(next));
}
