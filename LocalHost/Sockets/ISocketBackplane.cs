namespace Serverless.LocalHost.Sockets;

/// <summary>Carries pushes and closes between several local hosts on one storage account. An app that registers none has one local host.</summary>
public interface ISocketBackplane
{
    /// <summary>Begins to receive. Called before the first socket of this process is authenticated.</summary>
    /// <param name="receive">Is called with each signal of another process.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    Task Join(Action<SocketSignal> receive, CancellationToken cancellation);

    /// <summary>Ends to receive. Called after the last socket of this process closed.</summary>
    Task Leave();

    /// <summary>Sends a signal to the other processes that have sockets.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    Task Publish(SocketSignal signal, CancellationToken cancellation);
}

/// <summary>A push to the sockets of a group, or the order to close them.</summary>
/// <param name="Group">The group.</param>
/// <param name="Text">The text frame, or the reason of the close.</param>
/// <param name="IsClose">Whether the sockets are to be closed.</param>
public sealed record SocketSignal(string Group, string Text, bool IsClose);

/// <summary>There is no other process.</summary>
internal sealed class NoBackplane : ISocketBackplane
{
    public Task Join(Action<SocketSignal> receive, CancellationToken cancellation) => Task.CompletedTask;

    public Task Leave() => Task.CompletedTask;

    public Task Publish(SocketSignal signal, CancellationToken cancellation) => Task.CompletedTask;
}
