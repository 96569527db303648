using System.Collections.Frozen;
using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Settings;

/// <summary>
/// The settings that administrators change, one row of table Settings. The instance that writes uses the new values at once, all other instances
/// within <see cref="MaximumAge"/>.
/// </summary>
public sealed class SettingsStore(SettingsRows rows, Secrets secrets, Standing standing, AuditOutbox audit, TimeProvider time)
{
    /// <summary>The maximum age of settings in use.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(5);

    private const int Tries = 6;

    private readonly CachedRead<StoredSettings> _cached = new(async cancellation => new(await rows.Find(cancellation)), time);
    private SiteImageRow? _logo;

    /// <summary>Returns the settings, read from storage if the last read is older than <see cref="MaximumAge"/>.</summary>
    public ValueTask<StoredSettings> Current(CancellationToken cancellation) => _cached.Get(MaximumAge, cancellation);

    /// <summary>Reads the settings from storage.</summary>
    public async Task<StoredSettings> Read(CancellationToken cancellation) =>
        new(await rows.Find(cancellation));

    /// <summary>Writes some settings and keeps the others, including concurrent changes of those.</summary>
    /// <param name="changes">The result of <see cref="SettingsChange.Read"/>.</param>
    /// <param name="actor">The actor in whose name the settings change; its credential must still be valid.</param>
    /// <param name="guarded">Settings that this actor must not change; null for none.</param>
    /// <param name="cancellation">Ends the attempt between two requests.</param>
    /// <returns>
    /// Whether the stored password of the mail server was cleared, because it was for another server; and the guarded setting that would have changed. In
    /// that case nothing is written.
    /// </returns>
    /// <exception cref="ContentionException">Other calls kept changing the settings.</exception>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task<(bool Clears, string? Refused)> Update(IReadOnlyDictionary<string, object?> changes, Actor actor, FrozenSet<string>? guarded, CancellationToken cancellation)
    {
        if (changes.Count == 0)
        {
            return (false, null);
        }

        var columns = await Protect(changes, cancellation);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var stored = await rows.Find(cancellation) ?? SettingsRow.Empty;
            var (old, changed) = (new StoredSettings(stored), stored);
            // A value that equals the stored one is no change. A secret in clear always is one: the result must not reveal whether it equals the stored secret.
            if (guarded is not null && columns.FirstOrDefault(one => guarded.Contains(one.Key) && !Equals(one.Value, stored.Values.GetValueOrDefault(one.Key))) is { Key: { } refused })
            {
                return (false, refused);
            }

            foreach (var (key, value) in columns)
            {
                changed = changed.With(key, value);
            }

            var clears = old.SmtpPassword is not null && !columns.ContainsKey("smtp_password") && new StoredSettings(changed).IsOtherMailServerThan(old);
            if (clears)
            {
                changed = changed.With("smtp_password", null);
            }

            await standing.Demand(actor, changed: null, cancellation);
            var names = clears ? columns.Keys.Append("smtp_password") : columns.Keys;
            var images = Images(stored, changes.GetValueOrDefault("site_logo") as SiteLogo, changed);
            if (await audit.Write(AuditEventName.SettingsChanged, names, events => rows.TryWrite(changed, images, events, cancellation), cancellation))
            {
                _cached.Forget();
                return (clears, null);
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new ContentionException();
    }

    /// <summary>Returns the image that a logo has; null if there is none of that name.</summary>
    public async Task<ReadOnlyMemory<byte>?> Logo(string name, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _logo) is { } known && known.Name == name)
        {
            return known.Content;
        }

        // Only the name of the logo is looked up, so invented names cost at most one read a second.
        if ((await _cached.Get(TimeSpan.FromSeconds(1), cancellation)).SiteLogo != SiteLogo.Folder + name || await rows.FindImage(name, cancellation) is not { } image)
        {
            return null;
        }

        Volatile.Write(ref _logo, image);
        return image.Content;
    }

    /// <summary>Decrypts the password of the mail server. Returns null if none is set.</summary>
    public async Task<string?> Reveal(StoredSettings settings, CancellationToken cancellation) =>
        settings.SmtpPassword is { } password ? await secrets.Unprotect("smtp_password", password, cancellation) : null;

    private async Task<Dictionary<string, object?>> Protect(IReadOnlyDictionary<string, object?> changes, CancellationToken cancellation)
    {
        var columns = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            columns[key] = value is SiteLogo logo ? logo.Name
                : Setting.All[key].IsSecret && value is string secret ? await secrets.Protect(key, secret, cancellation)
                : value;
        }

        return columns;
    }

    /// <summary>Returns the image that a change adds, and the name of the one that it replaces.</summary>
    private static SiteImages Images(SettingsRow before, SiteLogo? added, SettingsRow after)
    {
        var (old, name) = (before.Values.GetValueOrDefault("site_logo") as string, after.Values.GetValueOrDefault("site_logo") as string);
        return new(added is not null && old != name ? new SiteImageRow(added.Name, added.Content.ToArray()) : null, old != name ? old : null);
    }
}
