namespace Serverless.Tests.Harness;

/// <summary>Represents storage requests that wait until a test releases them. See <see cref="Faults.Hold"/>.</summary>
public sealed class HeldRequests
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Gets the number of requests that were held.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Gets a task that completes when the first request is held.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Waits until the first request is held.</summary>
    public Task Wait() => Reached.WaitAsync(TestTimeout.Length, TestContext.Current.CancellationToken);

    /// <summary>Lets the requests continue, and does not hold later ones.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Holds a request. Returns a task that completes when the request may continue.</summary>
    internal Task Enter()
    {
        Interlocked.Increment(ref _count);
        _reached.TrySetResult();
        return _released.Task;
    }
}
