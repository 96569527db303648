using Serverless.Domain.Permissions;
using Serverless.Storage.Rows;

namespace Serverless.Domain.ApiTokens;

/// <summary>Determines the permissions of API tokens.</summary>
public static class TokenPermissions
{
    /// <summary>Returns the effective permissions of a call with this token: those granted to the token that its owner has now.</summary>
    public static IReadOnlySet<string> Effective(this TokenRow token, long userId) =>
        Permission.Effective(userId, token.UserPermissions).Where(name => token.Permissions.GetValueOrDefault(name)).ToHashSet(StringComparer.Ordinal);
}
