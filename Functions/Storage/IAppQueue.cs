namespace Serverless.Storage;

/// <summary>A queue of the app, which the start creates.</summary>
public interface IAppQueue
{
    /// <summary>Gets the queue's name.</summary>
    string Name { get; }

    /// <summary>Creates the queue if it does not exist.</summary>
    Task Create(CancellationToken cancellation);
}
