namespace Serverless.Storage.Outages;

/// <summary>Tells which tables and queues this instance cannot use at the moment.</summary>
public sealed class StorageHealth(StorageGates gates)
{
    /// <summary>Returns the names of the tables and queues to which requests recently failed again and again.</summary>
    public IReadOnlyList<string> Unavailable() => [.. gates.All.Where(gate => gate.IsOpen).Select(gate => gate.Endpoint)];
}
