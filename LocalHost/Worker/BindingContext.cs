namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger says about a run.</summary>
public abstract class BindingContext
{
    /// <summary>Route values of an HTTP request; id, dequeue count and so on of a queue message; nothing for a timer.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
