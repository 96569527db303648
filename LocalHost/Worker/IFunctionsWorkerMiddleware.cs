namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>A step around every run of every function.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Does its part and calls <paramref name="next"/>, or does not and so ends the run.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
