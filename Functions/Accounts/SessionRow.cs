using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Accounts;

/// <summary>A session's row: everything that a call with its credential needs, so that one point read authenticates.</summary>
/// <param name="Hash">See <see cref="Credential.Hash"/>.</param>
/// <param name="Expires">When the session ends by itself.</param>
/// <param name="Permissions">What was said of the user's permissions; rewritten in the transaction that changes them.</param>
public sealed record SessionRow(byte[]? Hash, DateTimeOffset Expires, ImmutableSortedDictionary<string, bool> Permissions)
{
    internal static string Key(long id) => $"session;{id}";

    internal static TableEntity ToRow(Credential credential, User user, DateTimeOffset created, DateTimeOffset expires) =>
        new(Storage.Key.Encode(user.Id), Key(credential.RecordId))
        {
            [nameof(Hash)] = credential.Hash(),
            ["Created"] = created,
            [nameof(Expires)] = expires,
            [nameof(Permissions)] = UserRow.FormatPermissions(user.Permissions),
        };

    internal static SessionRow From(TableEntity row) =>
        new(row.GetBinary(nameof(Hash)), row.GetDateTimeOffset(nameof(Expires)) ?? default, UserRow.ParsePermissions(row.GetString(nameof(Permissions))));
}
