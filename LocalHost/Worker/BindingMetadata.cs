namespace Microsoft.Azure.Functions.Worker;

/// <summary>A trigger, input or output of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>The parameter's name.</summary>
    public abstract string Name { get; }

    /// <summary>The kind: <c>httpTrigger</c>, <c>timerTrigger</c> or <c>queueTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Where the data goes.</summary>
    public abstract BindingDirection Direction { get; }
}
