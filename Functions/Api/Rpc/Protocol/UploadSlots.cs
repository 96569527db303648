using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Security;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Limits the number of uploads that this instance receives at the same time, so that slow uploads cannot use all its connections.</summary>
public sealed class UploadSlots(IOptions<UploadOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _addresses = [];
    private int _all;

    /// <summary>Reserves a slot.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <returns>The slot, to be disposed when the upload ends; null if no slot is free for this caller.</returns>
    public IDisposable? TryEnter(IPAddress? address)
    {
        var key = IpPrefix.Bucket(address);
        lock (_lock)
        {
            var own = _addresses.GetValueOrDefault(key);
            if (_all >= options.Value.AtOnce || own >= options.Value.AtOncePerAddress)
            {
                return null;
            }

            _all++;
            _addresses[key] = own + 1;
            return new Slot(this, key);
        }
    }

    private void Leave(UInt128 key)
    {
        lock (_lock)
        {
            _all--;
            if (--_addresses[key] == 0)
            {
                _addresses.Remove(key);
            }
        }
    }

    private sealed class Slot(UploadSlots slots, UInt128 key) : IDisposable
    {
        public void Dispose() => slots.Leave(key);
    }
}
