namespace Microsoft.Azure.Functions.Worker;

/// <summary>Things of a run, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Stores one under its type.</summary>
    void Set<T>(T instance);

    /// <summary>The one of a type, or null.</summary>
    T? Get<T>();
}
