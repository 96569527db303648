using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is known of a function before it runs.</summary>
public abstract class FunctionDefinition
{
    /// <summary>Its parameters, in order.</summary>
    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    /// <summary>The file of its assembly.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>The full name of its method.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>Unique and stable.</summary>
    public abstract string Id { get; }

    /// <summary>The name in its <see cref="FunctionAttribute"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Its trigger, by parameter name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }
}
