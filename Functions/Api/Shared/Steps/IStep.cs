namespace Serverless.Api.Shared.Steps;

/// <summary>Runs the remaining steps of a pipeline.</summary>
/// <typeparam name="TCall">The calls of the pipeline.</typeparam>
public delegate Task<Result> Next<in TCall>(TCall call, CancellationToken cancellation)
    where TCall : Call;

/// <summary>A step of the pipelines of all families.</summary>
public interface IStep
{
    /// <summary>Returns a result for the call, or passes the call on.</summary>
    /// <typeparam name="TCall">The calls of the pipeline.</typeparam>
    Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call;
}

/// <summary>A step of the pipeline of one kind of calls.</summary>
/// <typeparam name="TCall">The calls of the pipeline.</typeparam>
public interface IStep<TCall>
    where TCall : Call
{
    /// <summary>Returns a result for the call, or passes the call on.</summary>
    Task<Result> Invoke(TCall call, Next<TCall> next, CancellationToken cancellation);
}
