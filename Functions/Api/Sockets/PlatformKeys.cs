using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>
/// Provides the public keys with which Microsoft Entra signs tokens. The keys are read when one is first needed, once a day, and when a token names an unknown
/// key.
/// </summary>
public sealed partial class PlatformKeys(IOptions<SocketOptions> options, TimeProvider time, ILogger<PlatformKeys> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>The shortest time between two reads because of unknown keys. Anyone can send a token with an unknown key.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 256 * 1024 };
    private readonly SemaphoreSlim _one = new(1, 1);
    private Dictionary<string, RSA> _keys = [];
    private long? _read;

    /// <summary>Gets the URL at which the keys are published.</summary>
    internal Uri Address { get; init; } = new($"https://login.microsoftonline.com/{Uri.EscapeDataString(options.Value.TenantId)}/discovery/v2.0/keys");

    /// <summary>Returns the key with an id, or null if there is none.</summary>
    /// <param name="id">The id of the key.</param>
    /// <param name="cancellation">Cancels the wait for the keys.</param>
    public async Task<RSA?> Find(string id, CancellationToken cancellation)
    {
        if (IsYounger(Fresh) && Volatile.Read(ref _keys).TryGetValue(id, out var known))
        {
            return known;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            if (!IsYounger(_keys.ContainsKey(id) ? Fresh : Pause))
            {
                await Read(cancellation);
            }

            return _keys.GetValueOrDefault(id);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    private bool IsYounger(TimeSpan age) => _read is { } read && time.GetElapsedTime(read) < age;

    private async Task Read(CancellationToken cancellation)
    {
        try
        {
            var json = JsonElement.Parse(await _http.GetByteArrayAsync(Address, cancellation));
            var keys = new Dictionary<string, RSA>(StringComparer.Ordinal);
            foreach (var key in json.GetProperty("keys").EnumerateArray().Where(key => key.GetProperty("kty").GetString() == "RSA"))
            {
                keys[key.GetProperty("kid").GetString()!] = RSA.Create(new RSAParameters
                {
                    Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
                    Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
                });
            }

            Volatile.Write(ref _keys, keys);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or FormatException && !cancellation.IsCancellationRequested)
        {
            LogUnread(logger, failure.Message); // the keys of the last read stay valid
        }

        _read = time.GetTimestamp();
    }

    [LoggerMessage(502, LogLevel.Warning, "The keys of Microsoft Entra could not be read, so events of sockets may be refused. {Reason}")]
    private static partial void LogUnread(ILogger logger, string reason);
}
