namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a method a function, under a name that is unique in the app.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name; also its route when its HTTP trigger gives none.</summary>
    public string Name { get; } = name;
}
