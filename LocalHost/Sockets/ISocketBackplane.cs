namespace Serverless.LocalHost.Sockets;

/// <summary>Carries pushes and closes between several local hosts on one storage account. An app without a backplane runs on one local host only.</summary>
public interface ISocketBackplane
{
    /// <summary>Begins to receive signals. Called before the first socket of this process is authenticated.</summary>
    /// <param name="receive">The action to call with each signal of another process.</param>
    /// <param name="cancellation">Cancels the attempt.</param>
    Task Join(Action<SocketSignal> receive, CancellationToken cancellation);

    /// <summary>Stops receiving signals. Called after the last socket of this process is closed.</summary>
    Task Leave();

    /// <summary>Sends a signal to the other processes that have sockets.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="cancellation">Cancels the attempt.</param>
    Task Publish(SocketSignal signal, CancellationToken cancellation);
}

/// <summary>Represents a push to the sockets of a group, or a request to close them.</summary>
/// <param name="Group">The group.</param>
/// <param name="Text">The text frame to send, or the reason of the close.</param>
/// <param name="IsClose">Whether the sockets are closed.</param>
public sealed record SocketSignal(string Group, string Text, bool IsClose);

/// <summary>Implements the backplane of a process that runs alone.</summary>
internal sealed class NoBackplane : ISocketBackplane
{
    public Task Join(Action<SocketSignal> receive, CancellationToken cancellation) => Task.CompletedTask;

    public Task Leave() => Task.CompletedTask;

    public Task Publish(SocketSignal signal, CancellationToken cancellation) => Task.CompletedTask;
}
