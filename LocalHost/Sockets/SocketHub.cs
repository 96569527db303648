using System.Net.WebSockets;

namespace Serverless.LocalHost.Sockets;

/// <summary>Holds the open sockets of this process by their groups.</summary>
internal sealed class SocketHub(SocketServerOptions options, ISocketBackplane backplane) : IDisposable
{
    /// <summary>The close code for clients of document 002 that are signed out.</summary>
    private const WebSocketCloseStatus SignedOut = (WebSocketCloseStatus)4000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<SocketConnection>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly HashSet<SocketConnection> _connections = [];
    private readonly HashSet<Handshake> _handshakes = [];
    private readonly SemaphoreSlim _membership = new(1, 1);
    private int _places;
    private bool _hasJoined;

    /// <summary>Gets whether the process is stopping and accepts no more connections.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Reserves a place for a connection. Returns null if there is none, or if the process is stopping.</summary>
    public Handshake? TryBegin()
    {
        lock (_lock)
        {
            if (IsStopping || _places >= options.MaximumPerInstance)
            {
                return null;
            }

            _places++;
            var handshake = new Handshake();
            _handshakes.Add(handshake);
            return handshake;
        }
    }

    /// <summary>Releases the place of a connection. When no place is reserved any more, the process leaves the backplane.</summary>
    public Task End(Handshake handshake)
    {
        lock (_lock)
        {
            _places--;
            _handshakes.Remove(handshake);
            return _places == 0 ? Settle(CancellationToken.None) : Task.CompletedTask;
        }
    }

    /// <summary>
    /// Joins the backplane if necessary. It must complete before a connection is authenticated, or a close from another process could get lost.
    /// </summary>
    public Task Join(CancellationToken cancellation) => Volatile.Read(ref _hasJoined) ? Task.CompletedTask : Settle(cancellation);

    /// <summary>Counts a connection of a user before it is accepted. Returns false if the user has too many.</summary>
    public bool TryCount(string userId)
    {
        lock (_lock)
        {
            var count = _users.GetValueOrDefault(userId);
            if (userId != options.AnonymousUser && count >= options.MaximumPerUser)
            {
                return false;
            }

            _users[userId] = count + 1;
            return true;
        }
    }

    /// <summary>Removes a connection from the count of its user, see <see cref="TryCount"/>.</summary>
    public void Uncount(string userId)
    {
        lock (_lock)
        {
            if (--_users[userId] == 0)
            {
                _users.Remove(userId);
            }
        }
    }

    /// <summary>Adds a connection. If one of its groups was closed after the handshake began, the connection is closed at once.</summary>
    public void Add(SocketConnection connection, IReadOnlyList<string> groups, Handshake handshake)
    {
        string? reason;
        lock (_lock)
        {
            _connections.Add(connection);
            foreach (var group in groups)
            {
                (_groups.TryGetValue(group, out var members) ? members : _groups[group] = []).Add(connection);
            }

            _handshakes.Remove(handshake);
            reason = groups.Select(handshake.Closed.GetValueOrDefault).FirstOrDefault(text => text is not null);
        }

        if (IsStopping)
        {
            _ = connection.Close(WebSocketCloseStatus.EndpointUnavailable, "");
        }
        else if (reason is not null)
        {
            _ = connection.Close(SignedOut, reason);
        }
    }

    /// <summary>Removes a connection.</summary>
    public void Remove(SocketConnection connection, IReadOnlyList<string> groups)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            foreach (var group in groups)
            {
                if (_groups.TryGetValue(group, out var members) && members.Remove(connection) && members.Count == 0)
                {
                    _groups.Remove(group);
                }
            }
        }
    }

    /// <summary>Returns the number of connections in a group.</summary>
    public int Count(string group)
    {
        lock (_lock)
        {
            return _groups.TryGetValue(group, out var members) ? members.Count : 0;
        }
    }

    /// <summary>Applies a signal to the sockets of this process.</summary>
    public void Receive(SocketSignal signal)
    {
        foreach (var connection in Members(signal))
        {
            if (signal.IsClose)
            {
                _ = connection.Close(SignedOut, signal.Text);
            }
            else
            {
                connection.Send(System.Text.Encoding.UTF8.GetBytes(signal.Text), WebSocketMessageType.Text);
            }
        }
    }

    /// <summary>Applies a signal to the sockets of this process and of all other processes.</summary>
    public Task Publish(SocketSignal signal, CancellationToken cancellation)
    {
        Receive(signal);
        return backplane.Publish(signal, cancellation);
    }

    /// <summary>Closes all connections and accepts no more, because the process ends.</summary>
    public Task Stop()
    {
        List<SocketConnection> all;
        lock (_lock)
        {
            IsStopping = true;
            all = [.. _connections];
        }

        return Task.WhenAll(all.Select(connection => connection.Close(WebSocketCloseStatus.EndpointUnavailable, "")));
    }

    public void Dispose() => _membership.Dispose();

    private List<SocketConnection> Members(SocketSignal signal)
    {
        lock (_lock)
        {
            if (signal.IsClose)
            {
                foreach (var handshake in _handshakes)
                {
                    handshake.Closed[signal.Group] = signal.Text;
                }
            }

            return _groups.TryGetValue(signal.Group, out var members) ? [.. members] : [];
        }
    }

    /// <summary>Joins the backplane if any place is reserved, and leaves it otherwise.</summary>
    private async Task Settle(CancellationToken cancellation)
    {
        await _membership.WaitAsync(cancellation);
        try
        {
            var isNeeded = Volatile.Read(ref _places) > 0;
            if (isNeeded && !_hasJoined)
            {
                await backplane.Join(Receive, cancellation);
                Volatile.Write(ref _hasJoined, true);
            }
            else if (!isNeeded && _hasJoined)
            {
                Volatile.Write(ref _hasJoined, false);
                await backplane.Leave();
            }
        }
        finally
        {
            _membership.Release();
        }
    }
}

/// <summary>Represents a connection in its handshake, with the groups that are closed meanwhile and the reasons.</summary>
internal sealed class Handshake
{
    public Dictionary<string, string> Closed { get; } = new(StringComparer.Ordinal);
}
