namespace Serverless.Storage;

/// <summary>A queue of the app, which the start makes.</summary>
public interface IAppQueue
{
    /// <summary>Gets the queue's name.</summary>
    string Name { get; }

    /// <summary>Makes the queue if it is not there.</summary>
    Task Create(CancellationToken cancellation);
}
