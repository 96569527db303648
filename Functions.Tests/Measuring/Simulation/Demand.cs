namespace Serverless.Measuring.Simulation;

/// <summary>
/// The demand of a load on storage: requests a second by kind of work, entities a second by partition, messages a second by queue.
/// </summary>
internal sealed class Demand
{
    private readonly Dictionary<string, double> _shared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _ofUsers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _partitions = new(StringComparer.Ordinal);

    /// <summary>Gets the table requests a second.</summary>
    public double TableRequests => _shared.Values.Sum() + _ofUsers.Values.Sum();

    /// <summary>Gets the table requests a second that need one place for all users.</summary>
    public double SharedRequests => _shared.Values.Sum();

    /// <summary>Gets the requests a second to queues.</summary>
    public double QueueRequests { get; private set; }

    /// <summary>Gets all requests a second.</summary>
    public double Requests => TableRequests + QueueRequests;

    /// <summary>Gets the messages a second of the queue that starts the folding of the index.</summary>
    public double IndexMessages { get; private set; }

    /// <summary>Gets the entities a second, counted by KiB, of the busiest partition of each kind.</summary>
    public IReadOnlyDictionary<string, double> Partitions => _partitions;

    /// <summary>Gets the busiest partition.</summary>
    public KeyValuePair<string, double> Hottest => _partitions.MaxBy(partition => partition.Value);

    /// <summary>Returns the table requests a second of one kind of work.</summary>
    public double Of(string work) => _shared.GetValueOrDefault(work) + _ofUsers.GetValueOrDefault(work);

    /// <summary>Adds requests a second that need one place for all users.</summary>
    public void AddShared(string work, double requests) => _shared[work] = _shared.GetValueOrDefault(work) + requests;

    /// <summary>Adds requests a second to rows of one user, or to rows that any storage account can hold.</summary>
    public void AddOfUsers(string work, double requests) => _ofUsers[work] = _ofUsers.GetValueOrDefault(work) + requests;

    /// <summary>Adds messages a second to the queue that starts the folding of the index.</summary>
    public void AddIndexMessages(double messages)
    {
        IndexMessages += messages;
        QueueRequests += messages * AzureTargets.RequestsOfMessage;
    }

    /// <summary>Adds requests a second that poll empty queues.</summary>
    public void AddPolls(double requests) => QueueRequests += requests;

    /// <summary>Adds entities a second to a partition.</summary>
    public void Touch(string partition, double entities) => _partitions[partition] = _partitions.GetValueOrDefault(partition) + entities;
}
