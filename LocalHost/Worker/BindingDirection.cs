namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where the data of a binding goes.</summary>
public enum BindingDirection
{
    /// <summary>To the function.</summary>
    In,

    /// <summary>From the function.</summary>
    Out,
}
