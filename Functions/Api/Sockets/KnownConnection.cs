using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serverless.Domain.RateLimits;

namespace Serverless.Api.Sockets;

/// <summary>Represents a connection of which an event was verified.</summary>
public sealed class KnownConnection
{
    /// <summary>The number of frames that a connection may send per second, and at once.</summary>
    public const int FramesPerSecond = 100;

    private static readonly Rate Frames = new(FramesPerSecond, TimeSpan.FromSeconds(1));

    private readonly Lock _lock = new();
    private string _signature = "";
    private (string Header, ConnectionState State) _state = ("", ConnectionState.Parse(""));
    private long _arrival;

    /// <summary>Remembers the signature of an event that was verified.</summary>
    public void Trust(string signature) => Volatile.Write(ref _signature, signature);

    /// <summary>Returns whether the signature of an event is the one that was verified.</summary>
    public bool Trusts(string signature) =>
        signature.Length > 0 && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes<char>(signature), MemoryMarshal.AsBytes<char>(Volatile.Read(ref _signature)));

    /// <summary>Returns the state of the connection from the header of an event.</summary>
    public ConnectionState State(string header)
    {
        lock (_lock)
        {
            if (_state.Header != header)
            {
                _state = (header, ConnectionState.Parse(header));
            }

            return _state.State;
        }
    }

    /// <summary>Counts a frame. Returns false if there were too many in this second.</summary>
    /// <param name="now">The time, see <see cref="KnownConnections.Now"/>.</param>
    public bool TakeFrame(long now)
    {
        lock (_lock)
        {
            return !Frames.Take(ref _arrival, now).IsLimited;
        }
    }

    /// <summary>Returns whether the connection sent nothing for a while.</summary>
    /// <param name="now">The time, see <see cref="KnownConnections.Now"/>.</param>
    public bool IsIdle(long now) => Interlocked.Read(ref _arrival) < now;
}
