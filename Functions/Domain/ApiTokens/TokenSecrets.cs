using System.Globalization;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.ApiTokens;

/// <summary>
/// Finds and replaces the secrets of an API token: the newest one, and those that a rotation replaced and that still work. All are in one row, so a
/// rotation adds no row, and a call with any of them costs one read.
/// </summary>
public static class TokenSecrets
{
    /// <summary>The maximum number of replaced secrets that work at once. The oldest ends first.</summary>
    public const int MaximumReplaced = 5;

    /// <summary>Returns the secret that a caller presented; null if it is none of the token, or does not work any more.</summary>
    /// <param name="token">The token.</param>
    /// <param name="matches">Returns whether a hash is that of the presented secret.</param>
    /// <param name="now">The current time.</param>
    public static TokenSecret? Find(TokenRow token, Func<byte[]?, bool> matches, DateTimeOffset now)
    {
        if (token.Expires <= now)
        {
            return null;
        }

        if (matches(token.Hash))
        {
            return new(MarkOf(token.Hash), token.Expires, IsCurrent: true);
        }

        foreach (var (hash, until) in Parse(token.Replaced))
        {
            if (until > now && matches(hash))
            {
                return new(MarkOf(hash), until, IsCurrent: false);
            }
        }

        return null;
    }

    /// <summary>Returns the secret with this mark; null if it is none of the token, or does not work any more.</summary>
    /// <param name="token">The token.</param>
    /// <param name="mark">The mark; null for the newest secret.</param>
    /// <param name="now">The current time.</param>
    public static TokenSecret? Find(TokenRow token, long? mark, DateTimeOffset now) => Find(token, hash => mark is null || MarkOf(hash) == mark, now);

    /// <summary>Returns a token with a new secret.</summary>
    /// <param name="token">The token.</param>
    /// <param name="credential">The credential with the new secret.</param>
    /// <param name="overlap">The time for which the replaced secret still works. No secret that was replaced before works longer.</param>
    /// <param name="now">The current time.</param>
    public static TokenRow Rotate(TokenRow token, Credential credential, TimeSpan overlap, DateTimeOffset now)
    {
        var latest = EndOfReplaced(token, overlap, now);
        var replaced = Parse(token.Replaced).Prepend((Hash: token.Hash ?? [], Until: latest))
            .Select(old => old with { Until = old.Until < latest ? old.Until : latest })
            .Where(old => old.Until > now)
            .Take(MaximumReplaced)
            .Select(old => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(old.Hash)}:{old.Until.ToUnixTimeMilliseconds()}"));
        return token with { Hash = credential.Hash(), Hint = HintOf(credential), Replaced = string.Join(',', replaced) is { Length: > 0 } text ? text : null };
    }

    /// <summary>Returns the time when a secret that is replaced now stops working: at the end of the overlap, or of the token.</summary>
    public static DateTimeOffset EndOfReplaced(TokenRow token, TimeSpan overlap, DateTimeOffset now) => Earlier(now + overlap, token.Expires)!.Value;

    /// <summary>Returns the characters by which an owner recognises a secret. They are a part of its checksum, which protects nothing.</summary>
    public static string HintOf(Credential credential) => credential.Text[^4..];

    /// <summary>Returns the earlier of two times; null stands for never.</summary>
    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one < other || other is null ? one : other;

    private static long MarkOf(byte[]? hash) => hash is { Length: >= sizeof(long) } ? Credential.MarkOf(hash) : 0;

    private static IEnumerable<(byte[] Hash, DateTimeOffset Until)> Parse(string? text)
    {
        if (text is null)
        {
            yield break;
        }

        foreach (var entry in text.Split(','))
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            yield return (Convert.FromHexString(entry[..colon]), DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(entry[(colon + 1)..], CultureInfo.InvariantCulture)));
        }
    }
}
