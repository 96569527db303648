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
/// <para>What this is good for: settings that get copied, logged or shown carry no secret. It does not help against somebody who reads the
/// whole storage account, keys included; the account's own encryption and access rules are there for that.</para>
/// <para>Data Protection makes a new key every 90 days and keeps the old ones for reading. Its key store is synchronous, so it gets one in memory,
/// filled before and written back after. The n-th key is the row n, added by whoever is first; the others take theirs back and encrypt
/// again, so nothing is ever encrypted with a key that is not in the table.</para>
/// </remarks>
public sealed class Secrets(Tables tables)
{
    private const string Partition = "keys";
    private const string Xml = "Xml";

    private Ring? _ring;

    /// <summary>Encrypts.</summary>
    /// <param name="purpose">What the secret is; what was encrypted for one purpose cannot be decrypted for another.</param>
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

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">The text was not made by <see cref="Protect"/> for this purpose, or its key is gone.</exception>
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
                // Perhaps another instance made a key since; that is decided below.
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

    /// <summary>Data Protection over the keys that were in the table at one moment, and perhaps a new one.</summary>
    private sealed class Ring : IXmlRepository
    {
        private readonly Lock _lock = new();
        private readonly List<XElement> _keys;
        private readonly IDataProtectionProvider _provider;

        public Ring(List<XElement> keys)
        {
            _keys = keys;
            Stored = keys.Count;
            // A container of its own, as DataProtectionProvider.Create has one: in the app's, Data Protection would open the key store during
            // the start, synchronously, needed or not. It holds nothing that must be disposed of.
            var services = new ServiceCollection();
            services.AddDataProtection().SetApplicationName(nameof(Serverless));
            services.Configure<KeyManagementOptions>(options => options.XmlRepository = this);
            _provider = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
        }

        /// <summary>How many keys are known to be in the table.</summary>
        public int Stored { get; private set; }

        /// <summary>A key that is not in the table yet.</summary>
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
