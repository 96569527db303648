using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Finds the changed parts of a user, and the event that each is by itself.</summary>
internal static class AuditedChanges
{
    /// <summary>Returns the changed parts. A part whose event covers others comes before them.</summary>
    public static IEnumerable<(AuditedParts Part, AuditEventName Name, ImmutableSortedDictionary<string, string> Details)> Of(User before, User after, bool isNew, AccountTransaction writes)
    {
        if (isNew)
        {
            yield return Change(AuditedParts.Existence, AuditEventName.UserCreated);
        }

        if (after.IsErasing && !before.IsErasing)
        {
            yield return Change(AuditedParts.Existence, AuditEventName.UserErased);
        }

        if (before.Enabled != after.Enabled)
        {
            yield return Change(AuditedParts.Enabled, after.Enabled ? AuditEventName.UserEnabled : AuditEventName.UserDisabled);
        }

        if (before.PasswordHash != after.PasswordHash)
        {
            yield return Change(AuditedParts.Password, AuditEventName.PasswordChanged);
        }

        foreach (var change in Identity(before, after).Concat(Factors(before, after)).Concat(Credentials(before, after, writes)))
        {
            yield return change;
        }
    }

    private static IEnumerable<(AuditedParts Part, AuditEventName Name, ImmutableSortedDictionary<string, string> Details)> Identity(User before, User after)
    {
        if (before.Name != after.Name)
        {
            yield return Change(AuditedParts.Name, AuditEventName.UserRenamed);
        }

        if (before.Email != after.Email || before.PendingEmail != after.PendingEmail || before.EmailConfirmed != after.EmailConfirmed)
        {
            yield return Change(AuditedParts.Email, AuditEventName.EmailChanged);
        }

        string[] fields =
        [
            .. before.FullName == after.FullName || (before.FullName == before.Name && after.FullName == after.Name) ? [] : new[] { "full_name" },
            .. before.Picture == after.Picture ? [] : new[] { "picture" },
            .. before.PhoneNumber == after.PhoneNumber ? [] : new[] { "phone_number" },
            .. before.Locale == after.Locale ? [] : new[] { "locale" },
            .. before.TelegramName == after.TelegramName ? [] : new[] { "telegram_username" },
        ];
        if (fields.Length > 0)
        {
            yield return Change(AuditedParts.Profile, AuditEventName.ProfileChanged, ("fields", string.Join(", ", fields)));
        }

        if (!before.Links.SequenceEqual(after.Links))
        {
            yield return Change(AuditedParts.Links, AuditEventName.LinksChanged);
        }

        var changed = before.Permissions.Keys.Union(after.Permissions.Keys).Where(name => Override(before, name) != Override(after, name)).ToList();
        if (changed.Count > 0)
        {
            yield return Change(
                AuditedParts.Permissions,
                AuditEventName.PermissionsChanged,
                [.. new[] { ("granted", (bool?)true), ("revoked", false), ("set_to_default", null) }
                    .Select(kind => (kind.Item1, string.Join(", ", changed.Where(name => Override(after, name) == kind.Item2).Order(StringComparer.Ordinal))))
                    .Where(kind => kind.Item2.Length > 0)]);
        }
    }

    private static IEnumerable<(AuditedParts Part, AuditEventName Name, ImmutableSortedDictionary<string, string> Details)> Factors(User before, User after)
    {
        if (before.HasTotp != after.HasTotp)
        {
            yield return Change(AuditedParts.Totp, after.HasTotp ? AuditEventName.TotpCreated : AuditEventName.TotpDeleted);
        }

        if (after.Passkeys.Except(before.Passkeys).ToList() is { Count: > 0 } added)
        {
            yield return Change(AuditedParts.Passkeys, AuditEventName.PasskeyCreated, ("passkey_id", Join(added)));
        }

        if (before.Passkeys.Except(after.Passkeys).ToList() is { Count: > 0 } removed)
        {
            yield return Change(AuditedParts.Passkeys, AuditEventName.PasskeyDeleted, ("passkey_id", Join(removed)));
        }

        if (before.RecoveryCodes != after.RecoveryCodes)
        {
            yield return Change(AuditedParts.RecoveryCodes, after.RecoveryCodes > before.RecoveryCodes ? AuditEventName.RecoveryCodesCreated : AuditEventName.RecoveryCodesDeleted);
        }
    }

    private static IEnumerable<(AuditedParts Part, AuditEventName Name, ImmutableSortedDictionary<string, string> Details)> Credentials(User before, User after, AccountTransaction writes)
    {
        if (after.Tokens.Except(before.Tokens).ToList() is { Count: > 0 } added)
        {
            yield return Change(AuditedParts.AddedTokens, AuditEventName.TokenCreated, ("token_id", Join(added)));
        }

        var expired = writes.ExpiredTokens;
        if (before.Tokens.Except(after.Tokens).Except(expired).ToList() is { Count: > 0 } removed)
        {
            yield return Change(AuditedParts.RemovedTokens, AuditEventName.TokenDeleted, ("token_id", Join(removed)));
        }

        if (before.Tokens.Where(expired.Contains).ToList() is { Count: > 0 } ended)
        {
            yield return Change(AuditedParts.ExpiredTokens, AuditEventName.TokenDeleted, ("token_id", Join(ended)), ("reason", "expired"));
        }

        if (writes.UpdatedTokens.ToList() is { Count: > 0 } updated)
        {
            yield return Change(AuditedParts.ChangedTokens, AuditEventName.TokenChanged, ("token_id", Join(updated)));
        }

        if (after.Sessions.Select(session => session.Id).Except(before.Sessions.Select(session => session.Id)).Any())
        {
            yield return Change(AuditedParts.OpenedSessions, AuditEventName.SignIn);
        }

        if (before.Sessions.Select(session => session.Id).Except(after.Sessions.Select(session => session.Id)).Count() is > 0 and var sessions)
        {
            yield return Change(AuditedParts.EndedSessions, AuditEventName.SessionsEnded, ("sessions", sessions.ToString(CultureInfo.InvariantCulture)));
        }

        if (after.Tickets.Except(before.Tickets).Any())
        {
            yield return Change(AuditedParts.Tickets, AuditEventName.PasswordAccepted);
        }

        if (after.Actions.Except(before.Actions).ToList() is { Count: > 0 } issued)
        {
            yield return Change(AuditedParts.EmailTokens, AuditEventName.EmailTokenIssued, ("purpose", string.Join(", ", issued.Select(action => JsonNamingPolicy.SnakeCaseLower.ConvertName(action.Purpose.ToString())))));
        }
    }

    private static (AuditedParts Part, AuditEventName Name, ImmutableSortedDictionary<string, string> Details) Change(AuditedParts part, AuditEventName name, params ReadOnlySpan<(string Name, string Value)> details) =>
        (part, name, AuditEvent.DetailsOf(details));

    private static bool? Override(User user, string permission) => user.Permissions.TryGetValue(permission, out var isGranted) ? isGranted : null;

    private static string Join(IEnumerable<long> ids) => string.Join(", ", ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
}
