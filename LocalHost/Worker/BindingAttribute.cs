namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What triggers, inputs and outputs have in common.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
    /// <summary>For derived attributes.</summary>
    public BindingAttribute()
    {
    }
}
