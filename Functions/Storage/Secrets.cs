using System.Security.Cryptography;
using System.Xml.Linq;
using Azure.Data.Tables;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace Serverless.Storage;

/// <summary>
/// Encrypts secrets that must be used again and therefore cannot be hashed (AES-256 and HMAC-SHA-256, by ASP.NET Core Data Protection). All
/// instances of an installation share the keys in table Settings, partition <c>keys</c>.
/// </summary>
/// <remarks>
/// <para>Purpose: settings that are copied, logged or shown contain no secret. This does not protect against an attacker who reads the
/// whole storage account, keys included. The account's own encryption and access rules protect against that.</para>
/// <para>Data Protection creates a new key every 90 days and keeps the old ones for reading. Its key store is synchronous, so it gets one in memory,
/// which is loaded before and written back after. The n-th key is the row n, added by the first instance. The other instances discard theirs and
/// encrypt again, so nothing is ever encrypted with a key that is not in the table.</para>
/// </remarks>
public sealed class Secrets(Tables tables)
{
    private const string Partition = "keys";
    private const string Xml = "Xml";

    private Ring? _ring;

    /// <summary>Encrypts a secret.</summary>
    /// <param name="purpose">The purpose of the secret. A text encrypted for one purpose cannot be decrypted for another.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    public async Task<string> Protect(string purpose, string secret, CancellationToken cancellation)
    {
        while (true)
        {
            var ring = _ring ?? await Load(cancellation);
            var text = ring.Protector(purpose).Protect(secret);
            if (ring.NewKey is not { } key)
            {
                return text;
            }

            if (await tables.Settings.TryAdd(ToRow(key, ring.Stored), cancellation))
            {
                ring.NewKeyIsStored();
                return text;
            }

            Interlocked.CompareExchange(ref _ring, null, ring);
        }
    }

    /// <summary>Decrypts a secret.</summary>
    /// <exception cref="CryptographicException">The text was not created by <see cref="Protect"/> for this purpose, or its key is missing.</exception>
    public async Task<string> Unprotect(string purpose, string text, CancellationToken cancellation)
    {
        if (_ring is { } ring)
        {
            try
            {
                return ring.Protector(purpose).Unprotect(text);
            }
            catch (CryptographicException)
            {
                // Another instance may have added a key meanwhile; the second attempt below decides.
            }
        }

        return (await Load(cancellation)).Protector(purpose).Unprotect(text);
    }

    private async Task<Ring> Load(CancellationToken cancellation)
    {
        var rows = await tables.Settings
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellation)
            .ToListAsync(cancellation);
        return _ring = new Ring([.. rows.Select(row => XElement.Parse(row.GetString(Xml)))]);
    }

    private static TableEntity ToRow(XElement key, int number) =>
        new(Partition, Key.Encode(number)) { [Xml] = key.ToString(SaveOptions.DisableFormatting) };

    /// <summary>Data Protection with the keys that were in the table at one moment, and possibly a new one.</summary>
    private sealed class Ring : IXmlRepository
    {
        private readonly Lock _lock = new();
        private readonly List<XElement> _keys;
        private readonly IDataProtectionProvider _provider;

        public Ring(List<XElement> keys)
        {
            _keys = keys;
            Stored = keys.Count;
            // A separate container, as DataProtectionProvider.Create uses one: in the app's container, Data Protection would open the key store during
            // the start, synchronously, even if nothing needs it. The container holds nothing that must be disposed of.
            var services = new ServiceCollection();
            services.AddDataProtection().SetApplicationName(nameof(Serverless));
            services.Configure<KeyManagementOptions>(options => options.XmlRepository = this);
            _provider = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
        }

        /// <summary>Gets the number of keys that are known to be in the table.</summary>
        public int Stored { get; private set; }

        /// <summary>Gets a key that is not in the table yet; null if there is none.</summary>
        public XElement? NewKey
        {
            get
            {
                lock (_lock)
                {
                    return _keys.Count > Stored ? _keys[Stored] : null;
                }
            }
        }

        public IDataProtector Protector(string purpose) => _provider.CreateProtector("Serverless.Secrets", purpose);

        public void NewKeyIsStored()
        {
            lock (_lock)
            {
                Stored++;
            }
        }

        public IReadOnlyCollection<XElement> GetAllElements()
        {
            lock (_lock)
            {
                return [.. _keys];
            }
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            lock (_lock)
            {
                _keys.Add(element);
            }
        }
    }
}
