using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Serverless.Api.Sockets;

/// <summary>Represents a connection of which an event was verified.</summary>
public sealed class KnownConnection
{
    /// <summary>The number of frames that a connection may send per second, and at once.</summary>
    public const int FramesPerSecond = 100;

    private readonly Lock _lock = new();
    private string _signature = "";
    private (string Header, ConnectionState State) _state = ("", ConnectionState.Parse(""));
    private long _emptyAt;

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

    /// <summary>
    /// Counts a frame, and returns false if there are too many. The limit is a leaky bucket in the form of GCRA, which stores one timestamp only.
    /// </summary>
    /// <param name="now">The current timestamp.</param>
    /// <param name="second">The length of a second in units of the timestamp.</param>
    public bool TakeFrame(long now, long second)
    {
        lock (_lock)
        {
            if (_emptyAt - now >= second)
            {
                return false;
            }

            _emptyAt = Math.Max(_emptyAt, now) + (second / FramesPerSecond);
            return true;
        }
    }

    /// <summary>Returns whether the connection has sent nothing lately, so that its frame limit is fully available again.</summary>
    public bool IsIdle(long now) => Interlocked.Read(ref _emptyAt) < now;
}
