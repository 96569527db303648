using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Serverless.Api.Sockets;

/// <summary>A connection whose events were verified.</summary>
public sealed class KnownConnection
{
    /// <summary>The frames of a second, and the most at once.</summary>
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

    /// <summary>Returns what the header of an event says of the connection.</summary>
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
    /// Counts a frame; false if there were too many in this second. It is a bucket that is emptied at that rate (GCRA), so one time stamp is all that is kept.
    /// </summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="second">The timestamps of a second.</param>
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

    /// <summary>Returns whether the connection sent nothing for a while.</summary>
    public bool IsIdle(long now) => Interlocked.Read(ref _emptyAt) < now;
}
