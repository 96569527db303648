namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The rest of a run: the middlewares further in, then the function.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
