using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>The keys by which Microsoft Entra signs tokens, as it publishes them. Read when they are needed, and again when there is a new one.</summary>
public sealed partial class PlatformKeys(IOptions<SocketOptions> options, TimeProvider time, ILogger<PlatformKeys> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>How long an unknown key does not make them be read again: anybody can send one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 256 * 1024 };
    private readonly SemaphoreSlim _one = new(1, 1);
    private Dictionary<string, RSA> _keys = [];
    private long? _read;

    /// <summary>Gets where they are published.</summary>
    internal Uri Address { get; init; } = new($"https://login.microsoftonline.com/{Uri.EscapeDataString(options.Value.TenantId)}/discovery/v2.0/keys");

    /// <summary>Returns the key with an id; null if there is none.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellation">Ends the wait.</param>
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
            LogUnread(logger, failure.Message); // the old keys still count
        }

        _read = time.GetTimestamp();
    }

    [LoggerMessage(502, LogLevel.Warning, "The keys of Microsoft Entra could not be read, so events of sockets may be refused. {Reason}")]
    private static partial void LogUnread(ILogger logger, string reason);
}
