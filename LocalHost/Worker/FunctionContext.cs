namespace Microsoft.Azure.Functions.Worker;

/// <summary>One run of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique to this run.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The same for all runs of a function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>What the trigger says about this run.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Retries by the host; null when there are none.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this run's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that runs.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>A place where middlewares and the function leave things for each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>The same by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller has gone or the host can wait no longer.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
